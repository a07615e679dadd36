package dev.cistern.bench.net;

import io.vertx.core.Future;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Requests that come at random moments of their own, whether earlier ones were answered or not: a Poisson process. What is
 * late because the sender was, is sent at once, and its time counts from when it was due.
 */
final class OpenLoop {
    private final double perSecond;
    private final SplittableRandom random;
    private volatile boolean stopped;

    OpenLoop(double perSecond, SplittableRandom random) {
        this.perSecond = perSecond;
        this.random = random;
    }

    /** Sends for so long; returns when the last was sent. Blocking. */
    void run(double seconds, Supplier<Future<Integer>> send, Answers answers) {
        long due = System.nanoTime();
        long end = due + (long) (seconds * 1e9);
        while (!stopped) {
            due += (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
            if (due - end > 0) {
                return;
            }
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            answers.add(send.get(), due);
        }
    }

    void stop() {
        stopped = true;
    }
}
