package dev.cistern.node.engine;

import dev.cistern.node.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Those who wait until a log is applied up to an index. Used by any thread; whoever waits is told by the thread that applies. */
final class Arrivals {
    private final LongSupplier applied;
    private final PriorityQueue<Waiter> waiters =
            new PriorityQueue<>(Comparator.comparingLong(Waiter::index)); // Guarded by this, as the next.
    private @Nullable StoreException ended;

    private record Waiter(long index, Promise<Void> promise) {}

    /** @param applied up to where it is: never less than before */
    Arrivals(LongSupplier applied) {
        this.applied = applied;
    }

    /** Completes when it is there; fails once nothing is applied any more. */
    synchronized Future<Void> at(long index) {
        if (applied.getAsLong() >= index) {
            return Future.succeededFuture();
        }
        if (ended != null) {
            return Future.failedFuture(ended);
        }
        Promise<Void> promise = Promise.promise();
        waiters.add(new Waiter(index, promise));
        return promise.future();
    }

    /** It may have come further. */
    void tell() {
        List<Waiter> there = new ArrayList<>();
        synchronized (this) {
            long now = applied.getAsLong();
            Waiter first = waiters.peek();
            while (first != null && first.index <= now) {
                there.add(first);
                waiters.remove();
                first = waiters.peek();
            }
        }
        there.forEach(waiter -> waiter.promise.complete());
    }

    /** Nothing is applied for now. */
    void end(StoreException reason) {
        List<Waiter> left;
        synchronized (this) {
            ended = reason;
            left = List.copyOf(waiters);
            waiters.clear();
        }
        left.forEach(waiter -> waiter.promise.fail(reason));
    }

    /** It is applied again, from wherever it is now. */
    void goOn() {
        synchronized (this) {
            ended = null;
        }
        tell();
    }
}
