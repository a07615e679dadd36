package dev.cistern.node.engine;

import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.OpenObject;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;

/** An object, or a part of one, all of whose bytes are in memory: they come as one chunk. Confined to its reader. */
abstract class ObjectInMemory implements OpenObject {
    private final VertxInternal vertx;
    private final ObjectInfo info;
    private final ByteRange.Resolved part;
    private long given;

    ObjectInMemory(Vertx vertx, ObjectInfo info, ByteRange.Resolved part) {
        this.vertx = (VertxInternal) vertx;
        this.info = info;
        this.part = part;
    }

    /** Bytes of the object. */
    abstract Chunk chunk(int from, int length);

    @Override
    public final ObjectInfo info() {
        return info;
    }

    @Override
    public final long offset() {
        return part.offset();
    }

    @Override
    public final long length() {
        return part.length();
    }

    @Override
    public final long remaining() {
        return part.length() - given;
    }

    @Override
    public final Future<Chunk> next() {
        int length = (int) remaining();
        int from = (int) (part.offset() + given);
        given += length;
        return vertx.getOrCreateContext().succeededFuture(chunk(from, length));
    }
}
