package dev.cistern.node.engine;

import dev.cistern.node.engine.blob.BlobReader;
import dev.cistern.node.engine.blob.BlobSum;
import dev.cistern.node.engine.blob.Blobs;
import dev.cistern.node.engine.blob.DamagedBlobException;
import dev.cistern.node.engine.blob.DiskFailure;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The blobs on this node's disk as other members see them, and whoever compares them. Used by any thread; nothing blocks. */
public final class LocalBlobs {
    private final Parts parts;
    private final AtomicLong numbers = new AtomicLong();
    private final HeldBytes held = new HeldBytes();

    /** What it needs of the engine. */
    record Parts(
            BodyFile.Where where,
            Records records,
            Disks disks,
            Workers readers,
            Workers writers,
            Housekeeping housekeeping,
            BooleanSupplier forced) {
        Blobs files() {
            return where.files();
        }

        WriteGate gate() {
            return where.gate();
        }
    }

    LocalBlobs(Parts parts) {
        this.parts = parts;
    }

    /**
     * Begins to take a copy.
     *
     * @param tap sees all bytes, on the threads that write them; leaves the buffers as they are
     * @throws StoreException where the disk is full, or fails
     */
    public IncomingBlob receive(long id, Consumer<ByteBuffer> tap) {
        parts.gate().check();
        return new IncomingBlob(this, id, parts.files().run() + "." + numbers.incrementAndGet(), tap);
    }

    Parts parts() {
        return parts;
    }

    HeldBytes held() {
        return held;
    }

    /** Deletes copies that earlier runs of the node began and did not finish. */
    public Future<Void> deleteUnfinished() {
        return writing(0, () -> {
                    parts.files().deleteUnfinished();
                    return true;
                })
                .mapEmpty();
    }

    /** Opens a blob; fails with a {@link NoSuchCopyException}, or with {@link Code#CORRUPT} where it is damaged. */
    public Future<OutgoingBlob> open(long id) {
        return reading(id, () -> new OutgoingBlob(this, id, parts.files().open(id)));
    }

    /** What a blob comes to by its tables; empty where there is none. Fails with {@link Code#CORRUPT} where it is damaged. */
    public Future<Optional<BlobSum>> stat(long id) {
        return reading(id, () -> {
                    BlobReader blob = parts.files().open(id);
                    try {
                        return Optional.of(blob.sum());
                    } finally {
                        blob.close();
                    }
                })
                .recover(LocalBlobs::noneIfMissing);
    }

    /** As {@link #stat}, having read and verified every block. */
    public Future<Optional<BlobSum>> verify(long id) {
        return reading(id, () -> {
                    BlobReader blob = parts.files().open(id);
                    try {
                        ByteBuffer scratch = ByteBuffer.allocate(4 * BlobReader.BLOCK_BYTES);
                        for (long at = 0; at < blob.length(); ) {
                            at += blob.verify(at, blob.length(), scratch).length();
                        }
                        return Optional.of(blob.sum());
                    } finally {
                        blob.close();
                    }
                })
                .recover(LocalBlobs::noneIfMissing);
    }

    /**
     * Whether {@link #stat} or {@link #verify} failed because the copy cannot be read, and not because the node is too busy to look, or
     * stopping.
     */
    public static boolean isDamage(Throwable failure) {
        return failure instanceof StoreException known
                && (known.code() == Code.CORRUPT || known.code() == Code.DISK_FAILED);
    }

    private static <T> Future<Optional<T>> noneIfMissing(Throwable failure) {
        return failure instanceof NoSuchCopyException
                ? Future.succeededFuture(Optional.empty())
                : Future.failedFuture(failure);
    }

    /** The blobs that are here, in unsigned order, the first after {@code after}. */
    public Future<List<Long>> idsAfter(long after, int atMost) {
        return reading(after, () -> parts.files().idsAfter(after, atMost));
    }

    /** Deletes blobs that no record of this node names; those that are being read, when their readers have gone. */
    public Future<Integer> deleteUnnamed(List<Long> ids) {
        return reading(0, () -> {
            List<Long> unnamed =
                    ids.stream().filter(id -> !parts.records.isNamed(id)).toList();
            parts.housekeeping.discardBlobs(unnamed);
            return unnamed.size();
        });
    }

    /** Deletes copies that records place elsewhere. */
    public void deleteSurplus(List<Long> ids) {
        parts.housekeeping.discardBlobs(ids);
    }

    <T> Future<T> reading(long id, Callable<T> work) {
        return on(parts.readers, id, work);
    }

    <T> Future<T> writing(long id, Callable<T> work) {
        return on(parts.writers, id, work);
    }

    private <T> Future<T> on(Workers workers, long id, Callable<T> work) {
        Promise<T> promise =
                ((VertxInternal) parts.where.vertx()).getOrCreateContext().promise();
        try {
            workers.execute(() -> run(id, work, promise));
        } catch (StoreException e) {
            promise.fail(e);
        }
        return promise.future();
    }

    private static <T> void run(long id, Callable<T> work, Promise<T> promise) {
        try {
            promise.complete(work.call());
        } catch (NoSuchFileException e) {
            promise.fail(new NoSuchCopyException("there is no blob " + Long.toUnsignedString(id, 16)));
        } catch (DamagedBlobException e) {
            promise.fail(new StoreException(Code.CORRUPT, String.valueOf(e.getMessage()), e));
        } catch (IOException e) {
            promise.fail(DiskFailure.of("using blob " + Long.toUnsignedString(id, 16), e));
        } catch (Exception e) {
            promise.fail(e);
        }
    }
}
