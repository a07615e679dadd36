package dev.cistern.node.backed;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A body that is here already; confined to one context. */
final class GivenBody implements ReadStream<Buffer> {
    private @Nullable Buffer bytes;
    private boolean ended;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;

    GivenBody(Buffer bytes) {
        this.bytes = bytes.length() == 0 ? null : bytes;
    }

    /** One of no bytes. */
    static GivenBody none() {
        return new GivenBody(Buffer.buffer());
    }

    @Override
    public GivenBody exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }

    @Override
    public GivenBody handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public GivenBody endHandler(@Nullable Handler<Void> handler) {
        this.endHandler = handler;
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
        Buffer given = bytes;
        bytes = null;
        if (given != null && handler != null) {
            handler.handle(given);
        }
        if (!ended && endHandler != null) {
            ended = true;
            endHandler.handle(null);
        }
        return this;
    }
}
