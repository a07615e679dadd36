package dev.cistern.node.backed;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** The body of a fetched object as the store reads it; confined to its fetch's context. */
final class StoreFeed implements ReadStream<Buffer> {
    private final Runnable demandChanged;
    private boolean wanted;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    /** @param demandChanged told when the store wants more bytes, or none */
    StoreFeed(Runnable demandChanged) {
        this.demandChanged = demandChanged;
    }

    boolean isWanted() {
        return wanted;
    }

    void give(Buffer buffer) {
        if (handler != null) {
            handler.handle(buffer);
        }
    }

    void end() {
        if (endHandler != null) {
            endHandler.handle(null);
        }
    }

    void fail(Throwable cause) {
        if (exceptionHandler != null) {
            exceptionHandler.handle(cause);
        }
    }

    @Override
    public StoreFeed exceptionHandler(@Nullable Handler<Throwable> handler) {
        this.exceptionHandler = handler;
        return this;
    }

    @Override
    public StoreFeed handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public StoreFeed endHandler(@Nullable Handler<Void> handler) {
        this.endHandler = handler;
        return this;
    }

    @Override
    public StoreFeed pause() {
        return demand(false);
    }

    @Override
    public StoreFeed resume() {
        return demand(true);
    }

    @Override
    public StoreFeed fetch(long amount) {
        throw new UnsupportedOperationException("the store flows or pauses");
    }

    private StoreFeed demand(boolean now) {
        wanted = now;
        demandChanged.run();
        return this;
    }
}
