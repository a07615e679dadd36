package dev.cistern.node.engine;

import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.ObjectInfo;
import io.vertx.core.Vertx;

/** An object, or a part of one, that is kept in memory; confined to its reader. */
final class HotObject extends ObjectInMemory {
    private final HotBytes bytes;
    private boolean closed;

    /** @param bytes held, and let go of when this is closed */
    HotObject(Vertx vertx, ObjectInfo info, ByteRange.Resolved part, HotBytes bytes) {
        super(vertx, info, part);
        this.bytes = bytes;
    }

    @Override
    Chunk chunk(int from, int length) {
        if (closed) {
            throw new IllegalStateException("no read after close, of " + info().name());
        }
        return new Chunk.Bytes(bytes.part(from, length), true);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            bytes.release();
        }
    }
}
