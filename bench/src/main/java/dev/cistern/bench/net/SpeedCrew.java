package dev.cistern.bench.net;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** So many workers that send one request after another, spread over the event loops. */
final class SpeedCrew {
    private final List<Context> contexts = new ArrayList<>();

    SpeedCrew(Vertx vertx, int workers) {
        for (int worker = 0; worker < workers; worker++) {
            contexts.add(((VertxInternal) vertx).createEventLoopContext());
        }
    }

    /**
     * What came of a run.
     *
     * @param requests answered in it
     * @param p99Millis all but one in a hundred took no longer
     * @param total what it cost
     */
    record Result(int requests, double p99Millis, double seconds, SpeedCost total) {
        double perSecond() {
            return requests / seconds;
        }

        /** The part of each request. */
        double each(long amount) {
            return (double) amount / requests;
        }
    }

    /** Lets them work for a time; fails with the first request that fails. */
    Result run(Duration time, Supplier<Future<Boolean>> request) throws Exception {
        SpeedCost before = SpeedCost.now();
        long begin = System.nanoTime();
        List<Worker> workers = contexts.stream()
                .map(context -> new Worker(request, begin + time.toNanos()))
                .toList();
        for (int at = 0; at < workers.size(); at++) {
            Worker worker = workers.get(at);
            contexts.get(at).runOnContext(start -> worker.next());
        }
        NearEnd.await(Future.all(workers.stream().map(Worker::end).toList()));
        double seconds = (System.nanoTime() - begin) / 1e9;
        SpeedCost total = SpeedCost.now().minus(before);
        long[] all = workers.stream().flatMapToLong(Worker::nanos).sorted().toArray();
        double p99Millis = all[(int) (all.length * 0.99)] / 1e6;
        return new Result(all.length, p99Millis, seconds, total);
    }

    /** Confined to its context. */
    private static final class Worker {
        private final Supplier<Future<Boolean>> request;
        private final long until;
        private final Promise<Void> end = Promise.promise();
        private long[] nanos = new long[1024];
        private int count;

        Worker(Supplier<Future<Boolean>> request, long until) {
            this.request = request;
            this.until = until;
        }

        Future<Void> end() {
            return end.future();
        }

        LongStream nanos() {
            return Arrays.stream(nanos, 0, count);
        }

        void next() {
            long begin = System.nanoTime();
            if (begin - until >= 0) {
                end.complete();
                return;
            }
            request.get().onComplete(result -> {
                if (result.failed() || !result.result()) {
                    end.fail(result.failed() ? result.cause() : new IllegalStateException("a wrong answer"));
                    return;
                }
                if (count == nanos.length) {
                    nanos = Arrays.copyOf(nanos, 2 * count);
                }
                nanos[count++] = System.nanoTime() - begin;
                next();
            });
        }
    }
}
