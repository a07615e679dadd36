package dev.cistern.bench.speed;

/** How many operations there were, and how many a second. */
public record Count(long operations, double perSecond) {

    public static Count of(long operations, long nanos) {
        return new Count(operations, operations * 1e9 / nanos);
    }
}
