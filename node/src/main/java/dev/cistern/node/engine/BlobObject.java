package dev.cistern.node.engine;

import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.OpenObject;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An object whose bytes are in a blob file; confined to its reader, but for the reads, which happen one at a time on
 * reader threads.
 */
final class BlobObject implements OpenObject {
    private static final int IDLE = 0;
    private static final int READING = 1;
    private static final int CLOSED_WHILE_READING = 2;
    private static final int CLOSED = 3;

    private final ObjectInfo info;
    private final ByteRange.Resolved part;
    private final Form form;
    private final BodyBytes body;
    private final AtomicInteger state = new AtomicInteger(IDLE);
    private volatile long position;

    BlobObject(ObjectInfo info, ByteRange.Resolved part, Form form, BodyBytes body) {
        this.info = info;
        this.part = part;
        this.form = form;
        this.body = body;
        this.position = part.offset();
    }

    /** Makes sure that its bytes can be read, where that takes another node. */
    Future<Void> hold() {
        return body instanceof CopiedBody copied && part.length() > 0
                ? copied.hold(part.offset(), part.offset() + part.length()).onFailure(gone -> close())
                : Future.succeededFuture();
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
        long from = position;
        // In one listener: of two, the second may run first where another thread completes the future meanwhile.
        return body.next(from, part.offset() + part.length(), form).andThen(read -> {
            if (read.succeeded()) {
                position = from + read.result().length();
            }
            endReading();
        });
    }

    @Override
    public void close() {
        int before =
                state.getAndUpdate(now -> now == READING ? CLOSED_WHILE_READING : Math.max(now, CLOSED_WHILE_READING));
        if (before == IDLE && state.compareAndSet(CLOSED_WHILE_READING, CLOSED)) {
            body.close();
        }
    }

    private void endReading() {
        if (!state.compareAndSet(READING, IDLE) && state.compareAndSet(CLOSED_WHILE_READING, CLOSED)) {
            body.close();
        }
    }
}
