package dev.cistern.node.backed;

import dev.cistern.backends.Backend;
import dev.cistern.backends.BackendPart;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.Missing;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.util.Optional;

/**
 * Reads of objects that are not here whole: chunk by chunk where a part of a large one is wanted, or some of its chunks are
 * here; else whole. Used by any thread; futures complete on the caller's context.
 */
final class ColdReads {
    /** Chunks that nobody waits for yet are fetched as long as fewer fetches than this run. */
    private static final int AHEAD_MAX = 64;

    /** An object that is replaced so many times in a row before its first byte is given up. */
    private static final int REPLACED_MAX = 8;

    private final VertxInternal vertx;
    private final ObjectStore store;
    private final Fetches fetches;
    private final LargeObjects large;
    private final FetchedReads fetched;

    ColdReads(VertxInternal vertx, ObjectStore store, Fetches fetches, LargeObjects large) {
        this.vertx = vertx;
        this.store = store;
        this.fetches = fetches;
        this.large = large;
        this.fetched = new FetchedReads(vertx, store, fetches);
    }

    /** What is to be read, and from where. */
    private record Read(GetCommand command, BucketInfo bucket, Way way) {
        Backend backend() {
            return way.to(bucket);
        }

        ObjectName name() {
            return command.name();
        }

        Wanted wanted() {
            return new Wanted(bucket, command.name(), command.freshness(), way.hops());
        }
    }

    Future<OpenObject> open(GetCommand command, BucketInfo bucket, Way way) {
        return open(new Read(command, bucket, way), REPLACED_MAX);
    }

    private Future<OpenObject> open(Read read, int more) {
        return read.command.freshness() == Freshness.LATEST
                ? isWhole(read.name()).compose(whole -> whole ? whole(read) : openLatest(read, more))
                : large.find(read.name())
                        .compose(known -> known.isPresent()
                                ? inChunks(read, known.get(), more)
                                : wantsPart(read) ? openNew(read, more) : whole(read));
    }

    /** A backend that does not say how long an object is gives it whole: the length is counted on its way into the store. */
    Future<ObjectInfo> head(ObjectName name, Conditions conditions, BucketInfo bucket, Way way) {
        return large.find(name)
                .compose(known ->
                        known.isPresent() ? Future.succeededFuture(known.get().info()) : ask(name, bucket, way))
                .map(object -> {
                    conditions.checkRead(object);
                    return object;
                });
    }

    private Future<ObjectInfo> ask(ObjectName name, BucketInfo bucket, Way way) {
        Backend backend = way.to(bucket);
        return backend.head(name.key())
                .recover(cause -> Future.failedFuture(BackendFailure.of(cause)))
                .compose(found -> {
                    if (found.isEmpty()) {
                        throw Fetch.missing(name);
                    }
                    return found.get().lengthBytes().isPresent()
                            ? Future.succeededFuture(ColdObject.info(name, found.get()))
                            : fetched.stored(new Wanted(bucket, name, Freshness.STORED, way.hops()), backend);
                });
    }

    private Future<Boolean> isWhole(ObjectName name) {
        return Missing.asEmpty(store.head(name, Conditions.NONE)).map(Optional::isPresent);
    }

    private Future<OpenObject> openLatest(Read read, int more) {
        return large.find(read.name())
                .compose(known -> known.isPresent() || wantsPart(read) ? openNew(read, more) : whole(read));
    }

    private Future<OpenObject> openNew(Read read, int more) {
        return large.make(read.wanted(), read.backend()).transform(made -> {
            if (made.failed()) {
                return isReplaced(made.cause()) && more > 0 ? open(read, more - 1) : replacedOr(read, made.cause());
            }
            return made.result().map(manifest -> inChunks(read, manifest, more)).orElseGet(() -> whole(read));
        });
    }

    private Future<OpenObject> inChunks(Read read, Manifest manifest, int more) {
        if (large.areGivenWhole(read.bucket.id())) {
            return wholeInstead(read, manifest);
        }
        ObjectInfo info = manifest.info();
        read.command.conditions().checkRead(info);
        ByteRange.Resolved part = read.command
                .range()
                .map(range -> range.resolve(info.size()))
                .orElseGet(() -> new ByteRange.Resolved(0, info.size()));
        Chunks chunks = new Chunks(read, manifest, part.offset() + part.length());
        return chunks.openFirst(part.offset(), part.length())
                .<OpenObject>map(first -> new ChunkedObject(info, part, chunks, first))
                .recover(cause -> anew(read, manifest, more, cause));
    }

    /** What failed before the first byte was given. */
    private Future<OpenObject> anew(Read read, Manifest manifest, int more, Throwable cause) {
        if (large.areGivenWhole(read.bucket.id())) {
            return wholeInstead(read, manifest);
        }
        return isReplaced(cause) && more > 0
                ? large.drop(manifest).compose(dropped -> open(read, more - 1))
                : replacedOr(read, cause);
    }

    /** Where the backend gives no parts any more. */
    private Future<OpenObject> wholeInstead(Read read, Manifest manifest) {
        return large.drop(manifest).compose(dropped -> whole(read));
    }

    /** What a chunk's conditions are is not for the client, who gave none. */
    private static <T> Future<T> replacedOr(Read read, Throwable cause) {
        return Future.failedFuture(
                isReplaced(cause)
                        ? new StoreException(Code.BACKEND_FAILED, read.name() + " was replaced while it was read")
                        : cause);
    }

    private Future<OpenObject> whole(Read read) {
        return fetched.open(read.command, read.wanted(), read.backend());
    }

    /** Whether a part is wanted that a fetch of the whole object, if one runs, will not bring soon. */
    private boolean wantsPart(Read read) {
        if (large.areGivenWhole(read.bucket.id())) {
            return false;
        }
        long begin = begin(read.command);
        Optional<ByteRange> range = read.command.range();
        boolean all = range.isEmpty() || (range.get() instanceof ByteRange.From && begin == 0);
        return !all
                && !fetches.isAboutToReach(
                        read.name(), Math.max(0, begin - large.settings().chunkBytes()));
    }

    /** Of the last bytes, counted from the end, nobody knows it before the length is known. */
    private static long begin(GetCommand command) {
        return command.range()
                .map(range -> range instanceof ByteRange.Between between
                        ? between.first()
                        : range instanceof ByteRange.From from ? from.first() : Long.MAX_VALUE)
                .orElse(0L);
    }

    private static boolean isReplaced(Throwable cause) {
        return cause instanceof StoreException failed && failed.code() == Code.PRECONDITION_FAILED;
    }

    /** The chunks of an object, for one reader. */
    private final class Chunks implements ChunkedObject.Chunks {
        private final Read read;
        private final Manifest manifest;
        private final long end;
        private final ChunkSource.Place place;

        /** @param end position after the last byte that is wanted */
        Chunks(Read read, Manifest manifest, long end) {
            this.read = read;
            this.manifest = manifest;
            this.end = end;
            this.place = new ChunkSource.Place(read.backend(), read.bucket.id());
        }

        @Override
        public Future<OpenObject> open(long position, long mostBytes) {
            return openFirst(position, mostBytes).recover(cause -> replacedOr(read, cause));
        }

        Future<OpenObject> openFirst(long position, long mostBytes) {
            long index = manifest.indexOf(position);
            BackendPart chunk = manifest.part(index);
            long from = position - chunk.offset();
            long last = Math.min(chunk.lengthBytes(), from + mostBytes) - 1;
            GetCommand command = new GetCommand(
                    manifest.chunk(index),
                    Optional.of(new ByteRange.Between(from, last)),
                    Conditions.NONE,
                    Freshness.STORED,
                    read.command.form());
            Future<OpenObject> opened = store.get(command)
                    .recover(cause -> Missing.is(cause)
                            ? fetched.open(command, wanted(index), source(index))
                            : Future.failedFuture(cause));
            fetchAhead(index);
            return opened;
        }

        private void fetchAhead(long index) {
            long last = Math.min(index + large.settings().chunksAhead(), manifest.indexOf(end - 1));
            for (long ahead = index + 1; ahead <= last; ahead++) {
                long next = ahead;
                isWhole(manifest.chunk(next)).onSuccess(stored -> {
                    if (!stored && fetches.running() < AHEAD_MAX) {
                        Fetch unused = fetches.join(wanted(next), source(next), vertx.getOrCreateContext());
                    }
                });
            }
        }

        private Wanted wanted(long index) {
            return new Wanted(read.bucket, manifest.chunk(index), Freshness.STORED, read.way.hops());
        }

        private ChunkSource source(long index) {
            return new ChunkSource(place, manifest, index, large);
        }
    }
}
