package dev.cistern.bench.speed;

/**
 * How many operations there were, and how many a second.
 *
 * @param p99Micros all but one in a hundred took no longer; NaN where who counted did not time each
 */
public record Count(long operations, double perSecond, double p99Micros) {

    public Count(long operations, double perSecond) {
        this(operations, perSecond, Double.NaN);
    }

    public static Count of(long operations, long nanos) {
        return new Count(operations, operations * 1e9 / nanos);
    }
}
