package dev.cistern.backends;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A body in one piece, given when it is first asked for. Confined to its context. */
public final class GivenBody implements ReadStream<Buffer> {
    private final Buffer bytes;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private boolean given;

    public GivenBody(Buffer bytes) {
        this.bytes = bytes;
    }

    @Override
    public GivenBody exceptionHandler(@Nullable Handler<Throwable> reader) {
        return this;
    }

    @Override
    public GivenBody handler(@Nullable Handler<Buffer> reader) {
        handler = reader;
        return this;
    }

    @Override
    public GivenBody endHandler(@Nullable Handler<Void> reader) {
        endHandler = reader;
        return this;
    }

    @Override
    public GivenBody pause() {
        return this;
    }

    @Override
    public GivenBody resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public GivenBody fetch(long amount) {
        if (!given && amount > 0) {
            given = true;
            if (handler != null) {
                handler.handle(bytes);
            }
            if (endHandler != null) {
                endHandler.handle(null);
            }
        }
        return this;
    }
}
