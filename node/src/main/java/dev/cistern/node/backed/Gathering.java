package dev.cistern.node.backed;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * Does together what is asked for one by one: while some of it is under way, the rest gathers. Confined to one context; how much may
 * gather is up to whoever asks.
 *
 * @param <T> what is asked for
 * @param <R> what comes of it
 */
public final class Gathering<T, R> {
    private final Work<T, R> work;
    private List<Asked<T, R>> gathered = new ArrayList<>();
    private boolean working;

    private record Asked<T, R>(T item, Promise<R> promise) {}

    /** What is done with all that has gathered. */
    public interface Work<T, R> {
        /** @return how each went, in the same order, when all have ended */
        Future<List<Future<R>>> all(List<T> items);
    }

    public Gathering(Work<T, R> work) {
        this.work = work;
    }

    /** Has it done, with others. */
    public Future<R> add(T item) {
        Promise<R> promise = Promise.promise();
        gathered.add(new Asked<>(item, promise));
        begin();
        return promise.future();
    }

    private void begin() {
        if (working || gathered.isEmpty()) {
            return;
        }
        working = true;
        List<Asked<T, R>> now = gathered;
        gathered = new ArrayList<>();
        Future.<Void>succeededFuture()
                .compose(any -> work.all(now.stream().map(Asked::item).toList()))
                .onComplete(done -> {
                    working = false;
                    for (int i = 0; i < now.size(); i++) {
                        Promise<R> promise = now.get(i).promise;
                        if (done.succeeded()) {
                            done.result().get(i).onComplete(promise);
                        } else {
                            promise.fail(done.cause());
                        }
                    }
                    begin();
                });
    }
}
