package dev.cistern.node.engine;

import dev.cistern.node.engine.HotObjects.Ticket;
import dev.cistern.node.engine.blob.AwayException;
import dev.cistern.node.engine.blob.BlobReader;
import dev.cistern.node.engine.blob.Blobs;
import dev.cistern.node.engine.blob.DamagedBlobException;
import dev.cistern.node.engine.blob.DiskFailure;
import dev.cistern.node.engine.blob.OtherDiskException;
import dev.cistern.node.engine.record.Found;
import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.engine.record.StoredPart;
import dev.cistern.node.engine.seal.DataKey;
import dev.cistern.node.engine.seal.Identity;
import dev.cistern.node.engine.seal.Seals;
import dev.cistern.node.engine.seal.TamperedException;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.Encrypted;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.Multiparts.ObjectParts;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads of records and bytes: from memory where they are there, else on reader threads, so that they never wait for a sync. Used by any thread. */
final class Reads implements PartsObject.Bodies {
    private static final Logger LOG = LoggerFactory.getLogger(Reads.class);
    /** How often an object may be overwritten between finding its record and opening its blob. */
    private static final int TRIES = 16;

    private final Vertx vertx;
    private final Stored stored;
    private final Lookup lookup;
    private final MemoryReads memory;
    private final Workers readers;
    private final Housekeeping housekeeping;
    private final Tally tally;
    private final Holders holders;

    /** What is read. */
    record Stored(Records records, Blobs blobs, Seals seals, Supplier<Copies> copies, HotObjects hot) {}

    Reads(Vertx vertx, Stored stored, Workers readers, Housekeeping housekeeping, Tally tally) {
        this.vertx = vertx;
        this.stored = stored;
        this.lookup = new Lookup(stored.records, this::corrupt);
        this.memory = new MemoryReads(vertx, stored.hot, stored.records.cache(), tally);
        this.readers = readers;
        this.housekeeping = housekeeping;
        this.tally = tally;
        this.holders = new Holders(stored.copies, tally);
    }

    Tally tally() {
        return tally;
    }

    /** Who answers from memory. */
    MemoryReads memory() {
        return memory;
    }

    Future<ObjectInfo> head(ObjectVersion object, BucketInfo bucket, Conditions conditions) {
        Optional<ObjectInfo> known = memory.info(object, bucket);
        if (known.isPresent()) {
            conditions.checkRead(known.get());
            return context().succeededFuture(known.get());
        }
        return onReader(() -> {
            ObjectInfo info = lookup.head(object, bucket).info();
            conditions.checkRead(info);
            return info;
        });
    }

    /** @throws StoreException at once, where nobody need be asked to know why not */
    Future<OpenObject> get(GetCommand command, BucketInfo bucket) {
        Optional<OpenObject> hot = memory.hot(command, bucket);
        if (hot.isPresent()) {
            return context().succeededFuture(hot.get());
        }
        Optional<Ticket> ticket = memory.ticket(command, bucket);
        Try first = new Try(ticket, memory.record(command.object(), bucket), TRIES);
        return first.known.filter(Reads::isPlainInline).isPresent()
                ? context().succeededFuture(open(command, bucket, first))
                : get(command, bucket, first);
    }

    /** Whether all that is to be read came with the record. */
    private static boolean isPlainInline(Found found) {
        return found.object().place() instanceof Place.Inline
                && found.object().info().traits().encrypted().isEmpty();
    }

    /**
     * One look for an object.
     *
     * @param ticket leave to keep it in memory
     * @param known its record, where that was in memory
     * @param left how often it may still be looked for, this time among them
     */
    private record Try(Optional<Ticket> ticket, Optional<Found> known, int left) {
        Try next() {
            return new Try(Optional.empty(), Optional.empty(), left - 1);
        }
    }

    /** Where no member has the bytes that a record names, it was overwritten just now. */
    private Future<OpenObject> get(GetCommand command, BucketInfo bucket, Try now) {
        return onReader(() -> open(command, bucket, now))
                .compose(opened ->
                        opened instanceof BlobObject blob ? blob.hold().map(opened) : Future.succeededFuture(opened))
                .recover(failure -> {
                    if (!(failure instanceof NoSuchCopyException)) {
                        return Future.failedFuture(failure);
                    }
                    return now.left > 1
                            ? get(command, bucket, now.next())
                            : Future.failedFuture(new StoreException(
                                    Code.NO_COPY, "no member has the bytes of " + command.name(), failure));
                });
    }

    /** Who has which blobs. */
    Holders holders() {
        return holders;
    }

    <T> Future<T> onReader(Supplier<T> work) {
        return onReader(work, () -> {});
    }

    /**
     * Does blocking work on a reader thread; the future completes on the caller's context.
     *
     * @param after runs in any case, before the future completes
     */
    <T> Future<T> onReader(Supplier<T> work, Runnable after) {
        return readers.call(context(), work, after);
    }

    private ContextInternal context() {
        return ((VertxInternal) vertx).getOrCreateContext();
    }

    void closing(Closeable blob) {
        housekeeping.run(() -> {
            try {
                blob.close();
            } catch (IOException e) {
                LOG.warn("a blob could not be closed", e);
            }
        });
    }

    /** Counts and logs damage; the answer is without the bytes. */
    StoreException corrupt(ObjectName name, Exception damage) {
        tally.corruptFound.increment();
        LOG.error("object {} is damaged and was not served", name, damage);
        return new StoreException(Code.CORRUPT, "object " + name + " is damaged: " + damage.getMessage(), damage);
    }

    private OpenObject open(GetCommand command, BucketInfo bucket, Try first) {
        Optional<Place> missing = Optional.empty();
        for (int i = 0; i < TRIES; i++) {
            Optional<Ticket> ticket = i == 0 ? first.ticket : Optional.empty();
            Found found =
                    i == 0 && first.known.isPresent() ? first.known.get() : lookup.whole(command.object(), bucket);
            ObjectInfo info = found.object().info();
            Optional<DataKey> key = key(info, command, bucket);
            command.conditions().checkRead(info);
            ByteRange.Resolved part = MemoryReads.wanted(command, info);
            Place place = found.object().place();
            Optional<byte[]> all = place instanceof Place.Inline
                    ? Optional.of(inline(found, key))
                    : ticket.flatMap(given -> small(place, info, key));
            if (all.isPresent()) {
                if (ticket.isPresent() && key.isEmpty()) {
                    stored.hot.keep(ticket.get(), info, all.get());
                }
                tally.objectsRead.increment();
                return memory.opened(info, part, all.get());
            }
            Optional<OpenObject> opened = place instanceof Place.Blob blob
                    ? blob(command, info, part, whole(blob, info, key))
                    : parts(command, found, part, bucket, key);
            if (opened.isPresent()) {
                tally.objectsRead.increment();
                return opened.get();
            }
            if (missing.equals(Optional.of(place)) && place instanceof Place.Blob blob) {
                return elsewhere(command, info, part, whole(blob, info, key));
            }
            missing = Optional.of(place);
        }
        throw new StoreException(Code.BUSY, command.name() + " is overwritten faster than it can be opened");
    }

    /** Empty where the blob has gone, which is so when the object was overwritten just now. */
    private Optional<OpenObject> blob(
            GetCommand command, ObjectInfo info, ByteRange.Resolved part, PartsObject.Piece whole) {
        try {
            return Optional.of(new BlobObject(info, part, command.form(), body(info, whole)));
        } catch (NoSuchFileException | AwayException e) {
            return Optional.empty();
        } catch (DamagedBlobException e) {
            throw corrupt(command.name(), e);
        } catch (IOException e) {
            throw failed(command.name(), e);
        }
    }

    /** Empty where the object was overwritten before its parts were pinned. */
    private Optional<OpenObject> parts(
            GetCommand command, Found found, ByteRange.Resolved range, BucketInfo bucket, Optional<DataKey> key) {
        ObjectInfo info = found.object().info();
        List<PartsObject.Piece> pieces = PartsObject.pieces(found.parts(), range, key);
        List<Long> pinned = pieces.stream().map(PartsObject.Piece::blobId).toList();
        housekeeping.pins().pin(pinned);
        Optional<OpenObject> open = Optional.empty();
        try {
            if (lookup.head(command.object(), bucket).info().version() == info.version()) {
                open = Optional.of(new PartsObject(this, info, range, command.form(), pieces));
            }
        } finally {
            if (open.isEmpty()) {
                unpin(pinned);
            }
        }
        return open;
    }

    /** The file of a blob that a record names is not there; another member may have it. */
    private OpenObject elsewhere(
            GetCommand command, ObjectInfo info, ByteRange.Resolved part, PartsObject.Piece whole) {
        if (holders.isOnlyCopy(whole)) {
            throw missing(command.name(), whole);
        }
        holders.lacking(whole);
        tally.objectsRead.increment();
        return new BlobObject(info, part, command.form(), new CopiedBody(this, info, whole, null));
    }

    /** The only copy has no file: it is damaged, or its disk is away. */
    private StoreException missing(ObjectName name, PartsObject.Piece piece) {
        IOException why = stored.blobs.whyMissing(piece.blobId());
        return why instanceof NoSuchFileException ? corrupt(name, why) : failed(name, why);
    }

    private static PartsObject.Piece whole(Place.Blob blob, ObjectInfo info, Optional<DataKey> key) {
        return new PartsObject.Piece(blob.id(), blob.places(), 0, info.size(), key.map(DataKey::whole));
    }

    @Override
    public Future<BodyBytes> open(ObjectInfo info, PartsObject.Piece piece) {
        return onReader(() -> openNow(info, piece));
    }

    private BodyBytes openNow(ObjectInfo info, PartsObject.Piece piece) {
        try {
            return body(info, piece);
        } catch (NoSuchFileException | DamagedBlobException e) {
            if (holders.isOnlyCopy(piece)) {
                throw e instanceof NoSuchFileException ? missing(info.name(), piece) : corrupt(info.name(), e);
            }
            holders.lacking(piece);
            return new CopiedBody(this, info, piece, null);
        } catch (IOException e) {
            throw failed(info.name(), e);
        }
    }

    private BodyBytes body(ObjectInfo info, PartsObject.Piece piece) throws IOException, DamagedBlobException {
        if (!holders.isHere(piece)) {
            return new CopiedBody(this, info, piece, null);
        }
        StoredBody here;
        try {
            here = stored(info, piece);
        } catch (DamagedBlobException e) {
            if (holders.isOnlyCopy(piece)) {
                throw e;
            }
            holders.lacking(piece);
            return new CopiedBody(this, info, piece, null);
        } catch (AwayException | OtherDiskException e) {
            if (holders.isOnlyCopy(piece)) {
                throw e;
            }
            holders.away(piece);
            return new CopiedBody(this, info, piece, null);
        }
        return holders.copies().isAlone() ? here : new CopiedBody(this, info, piece, here);
    }

    private static StoreException failed(ObjectName name, IOException why) {
        return DiskFailure.of("opening " + name, why);
    }

    private StoredBody stored(ObjectInfo info, PartsObject.Piece piece) throws IOException, DamagedBlobException {
        long size = StoredBody.storedSize(piece.size(), piece.seal().isPresent());
        BlobReader blob = stored.blobs.open(piece.blobId(), size);
        return new StoredBody(this, info, blob, piece.size(), piece.seal().map(seal -> seal.opener(piece.size())));
    }

    /** The key of an object that is encrypted. */
    private Optional<DataKey> key(ObjectInfo info, GetCommand command, BucketInfo bucket) {
        Optional<Encrypted> encrypted = info.traits().encrypted();
        if (encrypted.isEmpty()) {
            Encrypted.requireKey(encrypted, command.key());
            return Optional.empty();
        }
        try {
            Identity identity = new Identity(bucket.id(), info.name().key());
            return Optional.of(stored.seals.open(identity, encrypted.get(), command.key()));
        } catch (StoreException e) {
            throw e.code() == Code.CORRUPT ? corrupt(info.name(), e) : e;
        }
    }

    @Override
    public void unpin(List<Long> blobIds) {
        housekeeping.pins().unpin(blobIds);
    }

    Future<List<PlacedBlobs.Lying>> lying(ObjectVersion object, BucketInfo bucket) {
        return onReader(() -> {
            Found found = lookup.whole(object, bucket);
            long size = found.object().info().size();
            return found.object().place() instanceof Place.Blob blob
                    ? List.of(new PlacedBlobs.Lying(size, blob.places().numbers()))
                    : found.parts().stream()
                            .map(part -> new PlacedBlobs.Lying(
                                    part.part().size(), part.places().numbers()))
                            .toList();
        });
    }

    Future<ObjectParts> partsOf(ObjectVersion object, BucketInfo bucket, Conditions conditions) {
        return onReader(() -> {
            Found found = lookup.whole(object, bucket);
            conditions.checkRead(found.object().info());
            return new ObjectParts(
                    found.object().info(),
                    found.parts().stream().map(StoredPart::part).toList());
        });
    }

    private byte[] inline(Found found, Optional<DataKey> key) {
        ObjectInfo info = found.object().info();
        try {
            byte[] stored = found.inlineBytes();
            return key.isPresent() ? opened(key.get(), info, stored) : stored;
        } catch (StoreException | TamperedException e) {
            throw corrupt(info.name(), e);
        }
    }

    /** All bytes of an object that is to be kept in memory, and lies here; where they cannot be read, the usual way tells why. */
    private Optional<byte[]> small(Place place, ObjectInfo info, Optional<DataKey> key) {
        if (key.isPresent() || !(place instanceof Place.Blob blob) || !stored.hot.fits(info.size())) {
            return Optional.empty();
        }
        if (!holders.isHere(whole(blob, info, key))) {
            return Optional.empty();
        }
        try (BlobReader reader = stored.blobs.open(blob.id(), info.size())) {
            return Optional.of(StoredBody.all(reader));
        } catch (IOException | DamagedBlobException e) {
            return Optional.empty();
        }
    }

    private static byte[] opened(DataKey key, ObjectInfo info, byte[] sealed) throws TamperedException {
        return key.whole().opener(info.size()).open(0, ByteBuffer.wrap(sealed));
    }
}
