package dev.cistern.node;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Bytes as a stream that gives a piece when asked, and breaks off at its end if it is told to. Confined to its context. */
final class SentBody implements ReadStream<Buffer> {
    private static final int PIECE = 100_003;

    private final Context context = Objects.requireNonNull(Vertx.currentContext());
    private final byte[] bytes;
    private final boolean breaksOff;
    private int at;
    private long demand;
    private boolean scheduled;
    private boolean over;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    SentBody(byte[] bytes, boolean breaksOff) {
        this.bytes = bytes;
        this.breaksOff = breaksOff;
    }

    private void schedule() {
        if (!scheduled && demand > 0 && !over) {
            scheduled = true;
            context.runOnContext(now -> give());
        }
    }

    private void give() {
        scheduled = false;
        if (demand == 0 || over) {
            return;
        }
        if (at == bytes.length) {
            over = true;
            if (breaksOff && exceptionHandler != null) {
                exceptionHandler.handle(new IllegalStateException("the client has gone"));
            } else if (!breaksOff && endHandler != null) {
                endHandler.handle(null);
            }
            return;
        }
        int length = Math.min(PIECE, bytes.length - at);
        Buffer piece = Buffer.buffer(length).appendBytes(bytes, at, length);
        at += length;
        demand = demand == Long.MAX_VALUE ? demand : demand - 1;
        if (handler != null) {
            handler.handle(piece);
        }
        schedule();
    }

    @Override
    public SentBody exceptionHandler(@Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
        return this;
    }

    @Override
    public SentBody handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public SentBody endHandler(@Nullable Handler<Void> handler) {
        endHandler = handler;
        return this;
    }

    @Override
    public SentBody pause() {
        demand = 0;
        return this;
    }

    @Override
    public SentBody resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public SentBody fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        schedule();
        return this;
    }
}
