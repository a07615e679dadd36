package dev.cistern.node.engine;

import dev.cistern.node.engine.blob.BlobSum;
import dev.cistern.node.engine.blob.BlobWriter;
import dev.cistern.node.engine.blob.DiskFailure;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A copy of a blob on its way to this disk; it gets its name when it is whole. One call at a time. */
public final class IncomingBlob {
    private final LocalBlobs blobs;
    private final long id;
    private final String tag;
    private final Consumer<ByteBuffer> tap;
    private final DiskSpace.Promised room;
    private @Nullable BlobWriter file;

    IncomingBlob(LocalBlobs blobs, long id, String tag, Consumer<ByteBuffer> tap) {
        this.blobs = blobs;
        this.id = id;
        this.tag = tag;
        this.tap = tap;
        this.room = blobs.parts().space().promise(0);
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
                    room.written(bytes.stream().mapToLong(ByteBuffer::remaining).sum());
                    opened().write(bytes);
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
        return blobs.<Void>writing(id, () -> {
                    BlobWriter whole = opened();
                    BlobSum sum = whole.sum();
                    if (!sum.equals(expected)) {
                        throw new StoreException(
                                Code.CHECKSUM_MISMATCH,
                                "blob " + Long.toUnsignedString(id, 16) + " comes to " + sum + ", not to " + expected);
                    }
                    boolean forced = blobs.parts().forced().getAsBoolean();
                    whole.finish(forced);
                    blobs.parts().files().adopt(id, tag, forced);
                    return null;
                })
                .onSuccess(done -> room.giveBack())
                .onFailure(failure -> abandon());
    }

    /** As {@link #finish}, where each block was verified as it came. */
    public Future<Void> finishVerified(long length) {
        return blobs.writing(id, () -> opened().sum())
                .onFailure(failure -> abandon())
                .compose(sum -> finish(new BlobSum(length, sum.checksum())));
    }

    /** Gives it up. Not while anything else is being done. */
    public void abandon() {
        room.giveBack();
        blobs.parts().housekeeping().run(() -> {
            BlobWriter begun = file;
            if (begun != null) {
                try {
                    begun.abandon();
                    blobs.parts().files().abandonCopy(id, tag);
                } catch (IOException e) {
                    blobs.parts().gate().note(DiskFailure.of("deleting an unfinished copy", e));
                }
            }
        });
    }

    private BlobWriter opened() throws IOException {
        BlobWriter open = file;
        if (open == null) {
            open = blobs.parts().files().createCopy(id, tag);
            file = open;
        }
        return open;
    }
}
