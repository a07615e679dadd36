package dev.cistern.node.engine;

import dev.cistern.node.engine.blob.BlobSum;
import dev.cistern.node.engine.blob.BlobWriter;
import dev.cistern.node.engine.blob.DiskFailure;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a blob on its way to this disk; it is found when it is whole. How long it becomes is not known before, so it is held in
 * memory until it is complete, or too long for a segment. One call at a time.
 */
public final class IncomingBlob {
    private final LocalBlobs blobs;
    private final long id;
    private final String tag;
    private final Consumer<ByteBuffer> tap;
    private final Placed placed;
    private final List<ByteBuffer> held = new ArrayList<>();
    private long heldBytes;
    private @Nullable BlobWriter file;

    IncomingBlob(LocalBlobs blobs, long id, String tag, Consumer<ByteBuffer> tap) {
        this.blobs = blobs;
        this.id = id;
        this.tag = tag;
        this.tap = tap;
        this.placed = blobs.parts().disks().place(0);
    }

    /** Writes the next bytes. */
    public Future<Void> write(List<Buffer> piece) {
        return blobs.writing(id, () -> {
                    blobs.parts().gate().check();
                    List<ByteBuffer> bytes = new ArrayList<>();
                    for (Buffer buffer : piece) {
                        bytes.addAll(
                                List.of(((BufferInternal) buffer).getByteBuf().nioBuffers()));
                    }
                    bytes.forEach(part -> tap.accept(part.duplicate()));
                    long count = bytes.stream().mapToLong(ByteBuffer::remaining).sum();
                    placed.room().written(count);
                    if (file == null && hold(bytes, count)) {
                        return true;
                    }
                    fileForAll().write(bytes);
                    return true;
                })
                .mapEmpty();
    }

    /**
     * Ends it: durable, and under its name, if it is what it ought to be.
     *
     * @return fails with {@link Code#CHECKSUM_MISMATCH} if it is not; nothing is left of it then
     */
    public Future<Void> finish(BlobSum expected) {
        return blobs.writing(id, () -> ended(expected))
                .compose(ending -> ending)
                .onSuccess(done -> placed.room().giveBack())
                .onFailure(failure -> abandon());
    }

    /** Completes when the copy is durable, and found. */
    private Future<Void> ended(BlobSum expected) throws IOException {
        BlobWriter whole = whole();
        BlobSum sum = whole.sum();
        if (!sum.equals(expected)) {
            throw new StoreException(
                    Code.CHECKSUM_MISMATCH,
                    "blob " + Long.toUnsignedString(id, 16) + " comes to " + sum + ", not to " + expected);
        }
        boolean forced = blobs.parts().forced().getAsBoolean();
        Promise<Void> promise = Promise.promise();
        var unused = whole.finish(forced).whenComplete((done, failure) -> {
            if (failure == null) {
                promise.complete();
            } else {
                promise.fail(DiskFailure.of("syncing a copy", failure));
            }
        });
        return promise.future()
                .compose(done -> blobs.writing(id, () -> adopted(whole, forced)).mapEmpty());
    }

    private boolean adopted(BlobWriter whole, boolean forced) throws IOException {
        if (whole.hasFile()) {
            blobs.parts().files().adopt(placed.disk(), id, tag, forced);
        } else {
            blobs.parts().files().adoptFromSegment(id);
        }
        return true;
    }

    /** As {@link #finish}, where each block was verified as it came. */
    public Future<Void> finishVerified(long length) {
        return blobs.writing(id, () -> whole().sum())
                .onFailure(failure -> abandon())
                .compose(sum -> finish(new BlobSum(length, sum.checksum())));
    }

    /** Gives it up. Not while anything else is being done. */
    public void abandon() {
        placed.room().giveBack();
        blobs.parts().housekeeping().run(() -> {
            letGo();
            BlobWriter begun = file;
            if (begun != null) {
                try {
                    begun.abandon();
                    if (begun.hasFile()) {
                        blobs.parts().files().abandonCopy(placed.disk(), id, tag);
                    }
                } catch (IOException e) {
                    blobs.parts().gate().note(DiskFailure.of("deleting an unfinished copy", e));
                }
            }
        });
    }

    /** Keeps bytes for as long as all of them fit a segment, and other copies leave room in memory. */
    private boolean hold(List<ByteBuffer> bytes, long count) {
        if (!blobs.parts().files().isForSegment(placed.disk(), heldBytes + count)
                || !blobs.held().tryTake(count)) {
            return false;
        }
        held.addAll(bytes);
        heldBytes += count;
        return true;
    }

    private void letGo() {
        blobs.held().release(heldBytes);
        held.clear();
        heldBytes = 0;
    }

    private BlobWriter fileForAll() throws IOException {
        BlobWriter open = file;
        if (open == null) {
            open = blobs.parts().files().createCopyInFile(placed.disk(), id, tag);
            file = open;
            open.write(held);
            letGo();
        }
        return open;
    }

    /** The copy with all of its bytes. */
    private BlobWriter whole() throws IOException {
        BlobWriter open = file;
        if (open != null) {
            return open;
        }
        if (!blobs.parts().files().isForSegment(placed.disk(), heldBytes)) {
            return fileForAll();
        }
        open = blobs.parts().files().createCopyInSegment(id, (int) heldBytes);
        file = open;
        open.write(held);
        letGo();
        return open;
    }
}
