package dev.cistern.node.copies;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A stream that one thread fills and an event loop reads. Whoever fills it asks {@link #waitingBytes} how much waits, and is told
 * when that has become less. Guarded by itself.
 */
final class FedStream implements ReadStream<Buffer> {
    private final Deque<Buffer> waiting = new ArrayDeque<>();
    private final Runnable taken;
    private long waitingBytes;
    private long demand = Long.MAX_VALUE;
    private boolean ended;
    private boolean told;
    private boolean flowing;
    private @Nullable Context reader;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;

    /** @param taken told on the reader's event loop whenever something was taken */
    FedStream(Runnable taken) {
        this.taken = taken;
    }

    synchronized void feed(Buffer bytes) {
        waiting.add(bytes);
        waitingBytes += bytes.length();
        flowSoon();
    }

    synchronized void end() {
        ended = true;
        flowSoon();
    }

    synchronized long waitingBytes() {
        return waitingBytes;
    }

    private void flowSoon() {
        Context on = reader;
        if (on != null && !flowing) {
            flowing = true;
            on.runOnContext(now -> flow());
        }
    }

    private void flow() {
        boolean some = false;
        for (Buffer next = poll(); next != null; next = poll()) {
            Handler<Buffer> to = handler;
            if (to != null) {
                to.handle(next);
            }
            some = true;
        }
        if (some) {
            taken.run();
        }
        tellEnd();
    }

    private synchronized @Nullable Buffer poll() {
        if (demand == 0 || waiting.isEmpty()) {
            flowing = false;
            return null;
        }
        Buffer next = waiting.remove();
        waitingBytes -= next.length();
        if (demand != Long.MAX_VALUE) {
            demand--;
        }
        return next;
    }

    private void tellEnd() {
        Handler<Void> to;
        synchronized (this) {
            if (!ended || told || !waiting.isEmpty()) {
                return;
            }
            told = true;
            to = endHandler;
        }
        if (to != null) {
            to.handle(null);
        }
    }

    @Override
    public FedStream exceptionHandler(@Nullable Handler<Throwable> ignored) {
        return this;
    }

    @Override
    public synchronized FedStream handler(@Nullable Handler<Buffer> next) {
        handler = next;
        if (next != null) {
            reader = Vertx.currentContext();
            flowSoon();
        }
        return this;
    }

    @Override
    public synchronized FedStream pause() {
        demand = 0;
        return this;
    }

    @Override
    public FedStream resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public synchronized FedStream fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        flowSoon();
        return this;
    }

    @Override
    public synchronized FedStream endHandler(@Nullable Handler<Void> next) {
        endHandler = next;
        return this;
    }
}
