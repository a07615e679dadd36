package dev.cistern.node;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A body that is in memory, as a stream. Confined to the context that it is made on. */
final class OnePiece implements ReadStream<Buffer> {
    private final Context context;
    private final Buffer bytes;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private boolean flowing;
    private boolean given;

    OnePiece(Vertx vertx, Buffer bytes) {
        this.context = vertx.getOrCreateContext();
        this.bytes = bytes;
    }

    private void give() {
        if (!flowing || given) {
            return;
        }
        given = true;
        if (handler != null) {
            handler.handle(bytes);
        }
        if (endHandler != null) {
            endHandler.handle(null);
        }
    }

    @Override
    public OnePiece exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }

    @Override
    public OnePiece handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public OnePiece endHandler(@Nullable Handler<Void> handler) {
        this.endHandler = handler;
        return this;
    }

    @Override
    public OnePiece pause() {
        flowing = false;
        return this;
    }

    @Override
    public OnePiece resume() {
        return fetch(1);
    }

    @Override
    public OnePiece fetch(long amount) {
        flowing = true;
        context.runOnContext(now -> give());
        return this;
    }
}
