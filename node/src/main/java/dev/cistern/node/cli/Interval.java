package dev.cistern.node.cli;

import java.util.function.Function;

/** How often something is looked at again. */
final class Interval {
    private static final double LEAST_SECONDS = 0.1;
    private static final double MOST_SECONDS = 3600;

    private Interval() {}

    /**
     * Seconds as milliseconds.
     *
     * @param refusal makes the failure for what cannot be
     */
    static long millis(double seconds, Function<String, ? extends RuntimeException> refusal) {
        if (!(seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS)) {
            throw refusal.apply("every " + seconds + " seconds cannot be; write a number from 0.1 to 3600");
        }
        return Math.round(seconds * 1000);
    }
}
