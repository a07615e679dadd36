package dev.cistern.node.engine;

import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.ObjectInfo;
import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.internal.buffer.BufferInternal;

/** An object, or a part of one, whose verified bytes came with its record; confined to its reader. */
final class InlineObject extends ObjectInMemory {
    private final byte[] bytes;

    InlineObject(Vertx vertx, ObjectInfo info, ByteRange.Resolved part, byte[] bytes) {
        super(vertx, info, part);
        this.bytes = bytes;
    }

    @Override
    Chunk chunk(int from, int length) {
        return new Chunk.Bytes(BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, from, length)));
    }

    @Override
    public void close() {
        // Its memory is Java's.
    }
}
