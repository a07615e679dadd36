package dev.cistern.node.engine;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A body that gives what it was fed, while it is not paused; confined to one context. */
public final class FakeBody implements ReadStream<Buffer> {
    private final Deque<Buffer> fed = new ArrayDeque<>();
    private boolean ended;
    private boolean endGiven;
    private boolean paused = true;
    private boolean giving;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private long givenBytes;

    /** All of {@code bytes} in buffers of {@code bufferBytes}, then the end. */
    static FakeBody of(byte[] bytes, int bufferBytes) {
        FakeBody body = new FakeBody();
        for (int at = 0; at < bytes.length; at += bufferBytes) {
            body.fed.add(Buffer.buffer(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + bufferBytes))));
        }
        body.ended = true;
        return body;
    }

    public void feed(byte[] bytes) {
        fed.add(Buffer.buffer(bytes));
        give();
    }

    public void end() {
        ended = true;
        give();
    }

    /** As if the connection was lost. */
    public void breakOff() {
        if (exceptionHandler != null) {
            exceptionHandler.handle(new IOException("connection reset by peer"));
        }
    }

    boolean isPaused() {
        return paused;
    }

    long givenBytes() {
        return givenBytes;
    }

    private void give() {
        if (giving) {
            return;
        }
        giving = true;
        while (!paused && !fed.isEmpty() && handler != null) {
            Buffer next = fed.remove();
            givenBytes += next.length();
            handler.handle(next);
        }
        giving = false;
        if (!paused && fed.isEmpty() && ended && !endGiven && endHandler != null) {
            endGiven = true;
            endHandler.handle(null);
        }
    }

    @Override
    public FakeBody exceptionHandler(@Nullable Handler<Throwable> handler) {
        this.exceptionHandler = handler;
        return this;
    }

    @Override
    public FakeBody handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public FakeBody pause() {
        paused = true;
        return this;
    }

    @Override
    public FakeBody resume() {
        paused = false;
        give();
        return this;
    }

    @Override
    public FakeBody fetch(long amount) {
        throw new UnsupportedOperationException("the engine flows or pauses");
    }

    @Override
    public FakeBody endHandler(@Nullable Handler<Void> endHandler) {
        this.endHandler = endHandler;
        return this;
    }
}
