package dev.cistern.node.engine;

import dev.cistern.node.engine.blob.BlobReader;
import dev.cistern.node.engine.blob.BlobReader.Verified;
import dev.cistern.node.engine.blob.DamagedBlobException;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An object whose bytes are in a blob file; confined to its reader, but for the reads, which happen one at a time on
 * reader threads.
 */
final class BlobObject implements OpenObject {
    private static final int REGION_BYTES = 1 << 20;
    /** Buffers stay on the heap until they are sent, so they are smaller than regions, which cost no memory. */
    private static final int BUFFER_BYTES = 256 * 1024;

    /** Where blocks are verified; one for each reader thread, whatever the number of objects being read. */
    private static final ThreadLocal<ByteBuffer> SCRATCH =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(REGION_BYTES));

    private static final int IDLE = 0;
    private static final int READING = 1;
    private static final int CLOSED_WHILE_READING = 2;
    private static final int CLOSED = 3;

    private final Reads reads;
    private final ObjectInfo info;
    private final ByteRange.Resolved part;
    private final Form form;
    private final BlobReader blob;
    private final AtomicInteger state = new AtomicInteger(IDLE);
    private volatile long position;

    BlobObject(Reads reads, ObjectInfo info, ByteRange.Resolved part, Form form, BlobReader blob) {
        this.reads = reads;
        this.info = info;
        this.part = part;
        this.form = form;
        this.blob = blob;
        this.position = part.offset();
    }

    @Override
    public ObjectInfo info() {
        return info;
    }

    @Override
    public long offset() {
        return part.offset();
    }

    @Override
    public long length() {
        return part.length();
    }

    @Override
    public long remaining() {
        return part.offset() + part.length() - position;
    }

    @Override
    public Future<Chunk> next() {
        if (!state.compareAndSet(IDLE, READING)) {
            throw new IllegalStateException("one read at a time, and none after close, of " + info.name());
        }
        return reads.onReader(this::read, this::endReading);
    }

    @Override
    public void close() {
        int before =
                state.getAndUpdate(now -> now == READING ? CLOSED_WHILE_READING : Math.max(now, CLOSED_WHILE_READING));
        if (before == IDLE && state.compareAndSet(CLOSED_WHILE_READING, CLOSED)) {
            reads.closing(blob);
        }
    }

    private void endReading() {
        if (!state.compareAndSet(READING, IDLE) && state.compareAndSet(CLOSED_WHILE_READING, CLOSED)) {
            reads.closing(blob);
        }
    }

    private Chunk read() {
        long from = position;
        Chunk chunk = read(reads, info, new Part(blob, from, part.offset() + part.length()), form);
        position = from + chunk.length();
        return chunk;
    }

    /** What is still to be read of a blob: from a byte of its data to that before {@code end}. */
    record Part(BlobReader blob, long from, long end) {}

    /** Reads and verifies the first chunk of a part. Blocks on the disk. */
    static Chunk read(Reads reads, ObjectInfo info, Part part, Form form) {
        ByteBuffer scratch =
                form == Form.REGIONS ? SCRATCH.get() : SCRATCH.get().clear().slice(0, BUFFER_BYTES);
        try {
            Verified verified = part.blob.verify(part.from, part.end, scratch);
            reads.tally().bytesRead.add(verified.length());
            return form == Form.REGIONS
                    ? new Chunk.Region(part.blob.file(), verified.filePosition(), verified.length())
                    : copied(scratch, verified);
        } catch (DamagedBlobException e) {
            throw reads.corrupt(info.name(), e);
        } catch (IOException e) {
            throw new StoreException(Code.DISK_FAILED, "reading " + info.name() + " failed: " + e, e);
        }
    }

    private static Chunk copied(ByteBuffer scratch, Verified verified) {
        byte[] bytes = new byte[verified.length()];
        scratch.get(verified.scratchOffset(), bytes);
        return new Chunk.Bytes(BufferInternal.buffer(Unpooled.wrappedBuffer(bytes)));
    }
}
