package dev.cistern.node.engine;

import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.OpenObject;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.buffer.BufferInternal;

/** An object whose verified bytes came with its record; confined to its reader. */
final class InlineObject implements OpenObject {
    private final VertxInternal vertx;
    private final ObjectInfo info;
    private final ByteRange.Resolved part;
    private final byte[] bytes;
    private long given;

    InlineObject(Vertx vertx, ObjectInfo info, ByteRange.Resolved part, byte[] bytes) {
        this.vertx = (VertxInternal) vertx;
        this.info = info;
        this.part = part;
        this.bytes = bytes;
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
        return part.length() - given;
    }

    @Override
    public Future<Chunk> next() {
        int length = (int) remaining();
        int from = (int) (part.offset() + given);
        given += length;
        Chunk chunk = new Chunk.Bytes(BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, from, length)));
        return vertx.getOrCreateContext().succeededFuture(chunk);
    }

    @Override
    public void close() {
        // Holds memory alone.
    }
}
