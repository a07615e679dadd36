package dev.cistern.node.engine;

import dev.cistern.node.engine.blob.BlobReader;
import dev.cistern.node.engine.blob.BlobReader.Verified;
import dev.cistern.node.engine.blob.DamagedBlobException;
import dev.cistern.node.engine.blob.DiskFailure;
import dev.cistern.node.engine.seal.BodyOpener;
import dev.cistern.node.engine.seal.SealedForm;
import dev.cistern.node.engine.seal.TamperedException;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.OpenObject.Chunk;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A body in a blob, open for reading: as it lies there, or out of its seal. Positions are those of the body that the client
 * sent. Used by one thread at a time; blocks on the disk.
 */
final class StoredBody implements BodyBytes {
    private static final int REGION_BYTES = 1 << 20;
    /** Buffers stay on the heap until they are sent, so they are smaller than regions, which cost no memory. */
    private static final int BUFFER_BYTES = 256 * 1024;

    /** Where blocks are verified; one for each reader thread, whatever the number of objects being read. */
    private static final ThreadLocal<ByteBuffer> SCRATCH =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(REGION_BYTES));

    private final Reads reads;
    private final ObjectInfo info;
    private final BlobReader blob;
    private final long size;
    private final Optional<BodyOpener> opener;

    /**
     * Takes charge of the blob.
     *
     * @param info of the object
     * @param size bytes of the body
     * @param opener of a sealed body
     */
    StoredBody(Reads reads, ObjectInfo info, BlobReader blob, long size, Optional<BodyOpener> opener) {
        this.reads = reads;
        this.info = info;
        this.blob = blob;
        this.size = size;
        this.opener = opener;
    }

    /** Bytes of a blob that holds a body of {@code size} bytes. */
    static long storedSize(long size, boolean sealed) {
        return sealed ? SealedForm.sealedSize(size) : size;
    }

    @Override
    public Future<Chunk> next(long from, long end, Form form) {
        return reads.onReader(() -> read(from, end, form));
    }

    /** As {@link #next}, at once. Blocks on the disk. */
    Chunk read(long from, long end, Form form) {
        try {
            Chunk chunk = opener.isPresent() ? opened(opener.get(), from, end) : plain(from, end, form);
            reads.tally().bytesRead.add(chunk.length());
            return chunk;
        } catch (DamagedBlobException | TamperedException e) {
            throw reads.corrupt(info.name(), e);
        } catch (IOException e) {
            throw DiskFailure.of("reading " + info.name(), e);
        }
    }

    @Override
    public void close() {
        reads.closing(blob);
    }

    private Chunk plain(long from, long end, Form form) throws IOException, DamagedBlobException {
        if (form == Form.BUFFERS) {
            return new Chunk.Bytes(verified(blob, from, end));
        }
        Verified verified = blob.verify(from, end, SCRATCH.get());
        return new Chunk.Region(blob.file(), verified.filePosition(), verified.length());
    }

    /** The next bytes of a blob, copied. Blocks on the disk. */
    static Buffer verified(BlobReader blob, long from, long end) throws IOException, DamagedBlobException {
        ByteBuffer scratch = buffer();
        Verified verified = blob.verify(from, end, scratch);
        byte[] bytes = new byte[verified.length()];
        scratch.get(verified.scratchOffset(), bytes);
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
    }

    /** All bytes of a blob, verified. Blocks on the disk. */
    static byte[] all(BlobReader blob) throws IOException, DamagedBlobException {
        byte[] bytes = new byte[Math.toIntExact(blob.length())];
        for (int at = 0; at < bytes.length; ) {
            ByteBuffer scratch = SCRATCH.get().clear();
            Verified verified = blob.verify(at, bytes.length, scratch);
            scratch.get(verified.scratchOffset(), bytes, at, verified.length());
            at += verified.length();
        }
        return bytes;
    }

    /** Whole blocks, since a part of one cannot be verified. */
    private Chunk opened(BodyOpener by, long from, long end)
            throws IOException, DamagedBlobException, TamperedException {
        long first = from / SealedForm.DATA_BYTES;
        long behind = (end + SealedForm.DATA_BYTES - 1) / SealedForm.DATA_BYTES;
        long last = Math.min(SealedForm.sealedSize(size), behind * SealedForm.BLOCK_BYTES);
        ByteBuffer scratch = buffer();
        Verified verified = blob.verify(first * SealedForm.BLOCK_BYTES, last, scratch);
        return opened(by, first, scratch.slice(verified.scratchOffset(), verified.length()), from, end);
    }

    /**
     * What sealed blocks hold of what is wanted.
     *
     * @param first number of the first block
     */
    static Chunk opened(BodyOpener by, long first, ByteBuffer blocks, long from, long end) throws TamperedException {
        byte[] bytes = by.open(first, blocks);
        int skipped = (int) (from - first * SealedForm.DATA_BYTES);
        int length = (int) Math.min(bytes.length - skipped, end - from);
        return new Chunk.Bytes(BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, skipped, length)));
    }

    private static ByteBuffer buffer() {
        return SCRATCH.get().clear().slice(0, BUFFER_BYTES);
    }
}
