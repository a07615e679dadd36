package dev.cistern.net.client;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A stream that gives what a test tells it to, paused or not. */
final class Feed implements ReadStream<Buffer> {
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> failureHandler;
    private boolean paused;

    void give(String text) {
        Objects.requireNonNull(handler).handle(Buffer.buffer(text));
    }

    void end() {
        Objects.requireNonNull(endHandler).handle(null);
    }

    void fail(String why) {
        Objects.requireNonNull(failureHandler).handle(new IOException(why));
    }

    boolean paused() {
        return paused;
    }

    @Override
    public Feed exceptionHandler(@Nullable Handler<Throwable> reader) {
        failureHandler = reader;
        return this;
    }

    @Override
    public Feed handler(@Nullable Handler<Buffer> reader) {
        handler = reader;
        return this;
    }

    @Override
    public Feed endHandler(@Nullable Handler<Void> reader) {
        endHandler = reader;
        return this;
    }

    @Override
    public Feed pause() {
        paused = true;
        return this;
    }

    @Override
    public Feed resume() {
        paused = false;
        return this;
    }

    @Override
    public Feed fetch(long amount) {
        return resume();
    }
}
