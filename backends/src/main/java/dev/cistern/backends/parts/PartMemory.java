package dev.cistern.backends.parts;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Memory for the parts of all uploads together, given out in the order in which it is asked for. Used by any thread. */
public final class PartMemory {
    /** Most uploads that wait for memory; further ones fail. */
    private static final int MOST_WAITING = 1_024;

    private final VertxInternal vertx;
    private final long mostBytes;
    private final Deque<Waiter> waiting = new ArrayDeque<>(); // guarded by this
    private long used; // guarded by this

    private record Waiter(int bytes, Promise<Void> promise) {}

    /** @param mostBytes at least as many as the largest part has */
    public PartMemory(Vertx vertx, long mostBytes) {
        this(vertx, mostBytes, PartSizes.MOST);
    }

    PartMemory(Vertx vertx, long mostBytes, int largestPart) {
        if (mostBytes < largestPart) {
            throw new IllegalArgumentException("a part may have " + largestPart + " bytes, more than " + mostBytes);
        }
        this.vertx = (VertxInternal) vertx;
        this.mostBytes = mostBytes;
    }

    /** Completes on the caller's context when there is room, which is then taken. */
    Future<Void> take(int bytes) {
        Promise<Void> promise = vertx.getOrCreateContext().promise();
        synchronized (this) {
            if (!waiting.isEmpty() || used + bytes > mostBytes) {
                if (waiting.size() >= MOST_WAITING) {
                    return vertx.getOrCreateContext()
                            .failedFuture(new BackendException(
                                    Fault.BUSY, MOST_WAITING + " uploads wait for memory; try again later"));
                }
                waiting.addLast(new Waiter(bytes, promise));
                return promise.future();
            }
            used += bytes;
        }
        promise.complete();
        return promise.future();
    }

    void give(int bytes) {
        synchronized (this) {
            used -= bytes;
        }
        for (Waiter next = next(); next != null; next = next()) {
            next.promise.complete();
        }
    }

    private synchronized @Nullable Waiter next() {
        Waiter first = waiting.peekFirst();
        if (first == null || used + first.bytes > mostBytes) {
            return null;
        }
        used += first.bytes;
        return waiting.pollFirst();
    }

    /** Bytes given out now. */
    synchronized long used() {
        return used;
    }
}
