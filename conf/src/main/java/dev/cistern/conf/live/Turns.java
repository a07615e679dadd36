package dev.cistern.conf.live;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** Runs steps one after the other on one context; asked from any thread. */
final class Turns {
    private static final int MOST_WAITING = 64;

    private final Context context;
    private Future<?> tail = Future.succeededFuture();
    private int waiting;

    Turns(Context context) {
        this.context = context;
    }

    /** A step of our own, never refused: its callers ask for one at a time. */
    <T> Future<T> take(Supplier<Future<T>> step) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(on -> enqueue(step, promise));
        return promise.future();
    }

    /** A step asked from outside; refused when too many wait. */
    <T> Future<T> ask(Supplier<Future<T>> step) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(on -> {
            if (waiting >= MOST_WAITING) {
                promise.fail(
                        new ChangeRefusedException(MOST_WAITING + " changes are waiting already; try again later"));
            } else {
                enqueue(step, promise);
            }
        });
        return promise.future();
    }

    private <T> void enqueue(Supplier<Future<T>> step, Promise<T> promise) {
        waiting++;
        Future<T> mine = tail.transform(before -> step.get());
        tail = mine.onComplete(result -> {
            waiting--;
            promise.handle(result);
        });
    }
}
