package dev.cistern.net.client;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A body of equal chunks of 'a', given as fast as they are taken; as of some streams, nothing may be asked of it after its end. */
final class Source implements ReadStream<Buffer> {
    static final int CHUNK_BYTES = 16 * 1024;

    private final CountDownLatch paused = new CountDownLatch(1);
    private final Buffer chunk = Buffer.buffer("a".repeat(CHUNK_BYTES));
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private long left;
    private boolean flowing;
    private boolean ended;

    Source(long chunks) {
        left = chunks;
    }

    /** Whether the reader had enough at some time. */
    boolean wasPaused() {
        try {
            return paused.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void flow() {
        for (int burst = 0; burst < 16 && flowing && left > 0 && handler != null; burst++) {
            left--;
            handler.handle(chunk);
        }
        if (flowing && left == 0 && endHandler != null) {
            flowing = false;
            ended = true;
            endHandler.handle(null);
        } else if (flowing && handler != null) {
            Objects.requireNonNull(Vertx.currentContext()).runOnContext(next -> flow());
        }
    }

    private void checkNotEnded() {
        if (ended) {
            throw new IllegalStateException("has been read to its end");
        }
    }

    @Override
    public Source exceptionHandler(@Nullable Handler<Throwable> ignored) {
        checkNotEnded();
        return this;
    }

    @Override
    public Source handler(@Nullable Handler<Buffer> reader) {
        checkNotEnded();
        handler = reader;
        return this;
    }

    @Override
    public Source pause() {
        checkNotEnded();
        flowing = false;
        paused.countDown();
        return this;
    }

    @Override
    public Source resume() {
        checkNotEnded();
        if (!flowing) {
            flowing = true;
            flow();
        }
        return this;
    }

    @Override
    public Source fetch(long amount) {
        return resume();
    }

    @Override
    public Source endHandler(@Nullable Handler<Void> reader) {
        endHandler = reader;
        return this;
    }
}
