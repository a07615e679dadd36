package dev.cistern.node.engine;

import dev.cistern.node.engine.blob.BlobReader;
import dev.cistern.node.engine.blob.BlobReader.Verified;
import dev.cistern.node.engine.blob.DamagedBlobException;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.OpenObject.Chunk;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * A blob of this disk on its way to another member, in frames of whole blocks, each verified before it goes. One call at a time;
 * closed exactly once, when nothing is being read.
 */
public final class OutgoingBlob {
    /** Bytes of a block, which are verified together. */
    public static final int BLOCK_BYTES = BlobReader.BLOCK_BYTES;
    /** Most bytes of a frame. */
    public static final int FRAME_BYTES = 4 * BLOCK_BYTES;

    private static final ThreadLocal<ByteBuffer> SCRATCH =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(FRAME_BYTES));

    private final LocalBlobs blobs;
    private final long id;
    private final BlobReader blob;

    /**
     * Whole blocks.
     *
     * @param checksums CRC32C of each of them
     */
    public record Frame(ByteBuffer checksums, Chunk bytes) {}

    OutgoingBlob(LocalBlobs blobs, long id, BlobReader blob) {
        this.blobs = blobs;
        this.id = id;
        this.blob = blob;
    }

    /** Bytes of data. */
    public long length() {
        return blob.length();
    }

    /** The first byte of the block that holds the one at {@code position}. */
    public static long blockStart(long position) {
        return position - position % BLOCK_BYTES;
    }

    /** The byte behind the block that holds the one before {@code end}. */
    public long blockEnd(long end) {
        return Math.min(blob.length(), blockStart(end + BLOCK_BYTES - 1));
    }

    /** How many frames {@link #next} gives between two ends of blocks. */
    public long frames(long from, long end) {
        return BlobReader.stretches(from, end, FRAME_BYTES);
    }

    /**
     * The next frame.
     *
     * @param from start of a block
     * @param end where a block ends
     */
    public Future<Frame> next(long from, long end, Form form) {
        return blobs.reading(id, () -> frame(from, end, form));
    }

    private Frame frame(long from, long end, Form form) throws IOException, DamagedBlobException {
        ByteBuffer scratch = SCRATCH.get();
        Verified verified = blob.verify(from, end, scratch);
        ByteBuffer checksums = blob.checksums(from, verified.length());
        if (form == Form.REGIONS) {
            return new Frame(checksums, new Chunk.Region(blob.file(), verified.filePosition(), verified.length()));
        }
        byte[] bytes = new byte[verified.length()];
        scratch.get(verified.scratchOffset(), bytes);
        return new Frame(checksums, new Chunk.Bytes(BufferInternal.buffer(Unpooled.wrappedBuffer(bytes))));
    }

    /** Gives the file back. */
    public void close() {
        blobs.parts().housekeeping().run(() -> {
            try {
                blob.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
