package dev.cistern.node.engine;

import dev.cistern.conf.Durability;
import dev.cistern.conf.StoreSettings;
import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** All bodies being received, and what they share. Used by any thread. */
final class Uploads {
    /** Bodies over this never live in their record, whatever the settings say. */
    private static final long INLINE_LIMIT_BYTES = 1 << 20;

    private final Set<Upload<?>> inFlight = ConcurrentHashMap.newKeySet();
    private final Parts parts;
    private final Reads reads;
    private final UploadBudget budget;

    /** What an upload needs of the engine. */
    record Parts(
            Supplier<StoreSettings> settings,
            Buckets buckets,
            BodyFile.Where where,
            Disks disks,
            Workers writers,
            Housekeeping housekeeping,
            Commits committer) {}

    /** @param reads of what is not stored yet */
    Uploads(Parts parts, Reads reads) {
        this.parts = parts;
        this.reads = reads;
        this.budget = new UploadBudget(parts.settings.get().bufferBytes());
    }

    <T> Future<T> start(Intake<T> intake, ReadStream<Buffer> body, ContextInternal context) {
        checkOpen();
        if (intake.length().orElse(0) > intake.mostBytes()) {
            throw tooLarge(intake.length().getAsLong(), intake.mostBytes());
        }
        Upload<T> upload = new Upload<>(this, intake, body, context);
        inFlight.add(upload);
        return upload.start();
    }

    /** Fails every upload whose body is not complete. */
    void cancelAll() {
        StoreException reason = new StoreException(Code.CLOSED, "the store is stopping");
        inFlight.forEach(upload -> upload.cancel(reason));
    }

    int count() {
        return inFlight.size();
    }

    Reads reads() {
        return reads;
    }

    /** Keeps files that are read. */
    BlobPins pins() {
        return parts.housekeeping.pins();
    }

    UploadBudget budget() {
        return budget;
    }

    /** A place for a body: with the records where it is known to go into one, else on any disk. */
    Placed place(OptionalLong length, boolean mayBeInline) {
        long bytes = length.orElse(0);
        boolean isInline =
                mayBeInline && length.isPresent() && bytes <= inlineMaxBytes() && parts.disks.firstHasRoom(bytes);
        return isInline ? parts.disks.placeFirst(bytes) : parts.disks.place(bytes);
    }

    /** Up to which a body lies in its record: nothing while the disk of the records has no room for bodies. */
    long inlineMaxNow() {
        return parts.disks.firstHasRoom(0) ? inlineMaxBytes() : -1;
    }

    Workers writers() {
        return parts.writers;
    }

    private long inlineMaxBytes() {
        return Math.min(parts.settings.get().inlineMaxBytes(), INLINE_LIMIT_BYTES);
    }

    /** Whether a body has to be on the disk before it is named. */
    boolean forced(BucketInfo bucket) {
        return parts.buckets.latest(bucket).isSynced(forced());
    }

    /** As {@link #forced(BucketInfo)}, where nothing says more. */
    boolean forced() {
        return parts.settings.get().durability() == Durability.SYNC;
    }

    /** @param readHere whether it is to be read before it is stored */
    BodyFile newFile(BodyCoder coder, Placed placed, boolean readHere) {
        return new BodyFile(parts.where, coder, placed, readHere);
    }

    void checkOpen() {
        parts.where.gate().check();
    }

    void commit(Commit<?> commit) {
        parts.committer.submit(commit);
    }

    /** Deletes the blob of a body that is not stored after all, wherever it lies. */
    void discardBlob(Received body) {
        if (body.place() instanceof Place.Blob blob) {
            parts.housekeeping.discardBlobs(List.of(blob.id()));
            parts.where.copies().get().discard(blob.id(), blob.places().numbers());
        }
    }

    /** Runs a small file task that must not be refused, off the event loop. */
    void clearing(Runnable task) {
        parts.housekeeping.run(task);
    }

    void forget(Upload<?> upload) {
        inFlight.remove(upload);
    }

    static StoreException tooLarge(long bytes, long mostBytes) {
        return new StoreException(
                Code.TOO_LARGE, "the body has " + bytes + " bytes; at most " + mostBytes + " are allowed");
    }
}
