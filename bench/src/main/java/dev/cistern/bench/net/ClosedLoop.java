package dev.cistern.bench.net;

import dev.cistern.net.client.HttpRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;

/** Workers each of which sends a request when its last one was answered, on event loops of the near end. */
final class ClosedLoop {
    private final NearEnd near;
    private final IntFunction<HttpRequest> each;
    private final BiConsumer<Future<Integer>, Long> answers;
    private final AtomicInteger next = new AtomicInteger();

    /**
     * Sends nothing yet.
     *
     * @param each the request of that number
     * @param answers is told each answer to come, and when it was asked for
     */
    ClosedLoop(NearEnd near, IntFunction<HttpRequest> each, BiConsumer<Future<Integer>, Long> answers) {
        this.near = near;
        this.each = each;
        this.answers = answers;
    }

    /** Runs for so long, and until the last answer is there. Blocking. */
    void run(int workers, Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            Promise<Void> promise = Promise.promise();
            done.add(promise.future());
            near.vertx().runOnContext(start -> step(end, promise));
        }
        NearEnd.await(Future.all(done));
    }

    private void step(long end, Promise<Void> done) {
        long now = System.nanoTime();
        if (now - end >= 0) {
            done.complete();
            return;
        }
        Future<Integer> answer = near.fetch(each.apply(next.getAndIncrement()));
        answers.accept(answer, now);
        answer.onComplete(came -> step(end, done));
    }
}
