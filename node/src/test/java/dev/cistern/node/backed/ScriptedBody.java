package dev.cistern.node.backed;

import dev.cistern.backends.BackendBody;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A body that gives what it was fed, one buffer at a time, while it is not paused; confined to its reader's context. */
final class ScriptedBody implements BackendBody {
    static final int BUFFER_BYTES = 16 * 1024;

    private final Deque<Buffer> fed = new ArrayDeque<>();
    private boolean ended;
    private boolean endGiven;
    private boolean broken;
    private boolean paused = true;
    private boolean giving;
    private volatile boolean cancelled;
    private volatile long givenBytes;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    void feed(byte[] bytes) {
        for (int at = 0; at < bytes.length; at += BUFFER_BYTES) {
            fed.add(Buffer.buffer(bytes).getBuffer(at, Math.min(bytes.length, at + BUFFER_BYTES)));
        }
        give();
    }

    void end() {
        ended = true;
        give();
    }

    void breakOff() {
        broken = true;
        give();
    }

    long givenBytes() {
        return givenBytes;
    }

    boolean isCancelled() {
        return cancelled;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by one context alone
    private void give() {
        if (giving) {
            return;
        }
        giving = true;
        while (!paused && !cancelled && !fed.isEmpty() && handler != null) {
            Buffer next = fed.remove();
            givenBytes += next.length();
            handler.handle(next);
        }
        giving = false;
        if (paused || cancelled || !fed.isEmpty() || endGiven) {
            return;
        }
        if (broken && exceptionHandler != null) {
            endGiven = true;
            exceptionHandler.handle(new BackendException(Fault.BACKEND, "connection reset by the backend"));
        } else if (ended && endHandler != null) {
            endGiven = true;
            endHandler.handle(null);
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public ScriptedBody exceptionHandler(@Nullable Handler<Throwable> handler) {
        this.exceptionHandler = handler;
        return this;
    }

    @Override
    public ScriptedBody handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public ScriptedBody endHandler(@Nullable Handler<Void> endHandler) {
        this.endHandler = endHandler;
        return this;
    }

    @Override
    public ScriptedBody pause() {
        paused = true;
        return this;
    }

    @Override
    public ScriptedBody resume() {
        paused = false;
        give();
        return this;
    }

    @Override
    public ScriptedBody fetch(long amount) {
        throw new UnsupportedOperationException("a fetch flows or pauses");
    }
}
