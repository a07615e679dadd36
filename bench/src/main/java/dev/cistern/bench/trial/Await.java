package dev.cistern.bench.trial;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what comes by itself. */
public final class Await {
    private static final long LOOK_MILLIS = 2;
    private static final long LONGEST_LOOK_MILLIS = 100;

    private Await() {}

    /** Looks again and again, less often in time, until it is so; false where it was not so within that time. */
    public static boolean within(Duration limit, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        long pause = LOOK_MILLIS;
        while (!condition.call()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(pause);
            pause = Math.min(LONGEST_LOOK_MILLIS, pause + 1);
        }
        return true;
    }
}
