package dev.cistern.node.s3.form;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A body in memory that gives a buffer for each that is asked for, within the call that asks; confined to one thread. */
final class PushedBody implements ReadStream<Buffer> {
    private final Deque<Buffer> buffers = new ArrayDeque<>();
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private boolean ended;

    /** @param size of the buffers; the last may be shorter */
    PushedBody(byte[] bytes, int size) {
        Buffer all = Buffer.buffer(bytes);
        for (int at = 0; at < bytes.length; at += size) {
            buffers.add(all.slice(at, Math.min(bytes.length, at + size)));
        }
    }

    /** Buffers that nobody has asked for yet. */
    int left() {
        return buffers.size();
    }

    @Override
    public PushedBody fetch(long amount) {
        for (long i = 0; i < amount && !ended; i++) {
            Buffer next = buffers.poll();
            if (next == null) {
                ended = true;
                if (endHandler != null) {
                    endHandler.handle(null);
                }
            } else if (handler != null) {
                handler.handle(next);
            }
        }
        return this;
    }

    @Override
    public PushedBody handler(@Nullable Handler<Buffer> to) {
        handler = to;
        return this;
    }

    @Override
    public PushedBody endHandler(@Nullable Handler<Void> to) {
        endHandler = to;
        return this;
    }

    @Override
    public PushedBody exceptionHandler(@Nullable Handler<Throwable> to) {
        return this;
    }

    @Override
    public PushedBody pause() {
        return this;
    }

    @Override
    public PushedBody resume() {
        return fetch(Long.MAX_VALUE);
    }
}
