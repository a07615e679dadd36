package dev.cistern.node.copies;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.Iterator;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Does one thing for each of many, for so many at once and no more: one that takes long holds up its own lane alone. Begins on one
 * context.
 *
 * @param context that each is begun on
 * @param count how many are under way at once
 * @param stopped whether none is to be begun any more
 */
record Lanes(Context context, int count, BooleanSupplier stopped) {

    /**
     * To be called on the context. Completes when all that were begun have ended; fails as the first of them that failed, after which no
     * other is begun.
     */
    <T> Future<Void> each(Collection<T> all, Function<T, Future<Void>> step) {
        Iterator<T> rest = all.iterator();
        return Future.join(Stream.generate(() -> lane(rest, step))
                        .limit(Math.min(count, all.size()))
                        .toList())
                .mapEmpty();
    }

    private <T> Future<Void> lane(Iterator<T> rest, Function<T, Future<Void>> step) {
        Promise<Void> done = Promise.promise();
        next(rest, step, done);
        return done.future();
    }

    private <T> void next(Iterator<T> rest, Function<T, Future<Void>> step, Promise<Void> done) {
        if (!rest.hasNext() || stopped.getAsBoolean()) {
            done.complete();
            return;
        }
        Future.succeededFuture(rest.next())
                .compose(step)
                .onComplete(ended -> context.runOnContext(now -> {
                    if (ended.succeeded()) {
                        next(rest, step, done);
                    } else {
                        rest.forEachRemaining(never -> {});
                        done.fail(ended.cause());
                    }
                }));
    }
}
