package dev.cistern.net.pool;

import dev.cistern.net.pool.PoolFigures.Bucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Counts of times in fixed buckets. Guarded by the pool's lock. */
final class Histogram {
    private static final long[] WAITS = nanos(
            1_000,
            100,
            1_000,
            2_000,
            5_000,
            10_000,
            20_000,
            50_000,
            100_000,
            200_000,
            500_000,
            1_000_000,
            2_000_000,
            5_000_000,
            10_000_000);
    private static final long[] GAPS = nanos(
            1_000_000, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000,
            300_000);
    private static final long[] AGES = nanos(1_000_000_000, 1, 5, 15, 60, 300, 900, 3600);

    private final long[] bounds;
    private final long[] counts;

    private Histogram(long[] bounds) {
        this.bounds = bounds;
        this.counts = new long[bounds.length + 1];
    }

    /** From 100 µs to 10 s. */
    static Histogram ofWaits() {
        return new Histogram(WAITS);
    }

    /** From 1 ms to 5 min. */
    static Histogram ofGaps() {
        return new Histogram(GAPS);
    }

    /** From 1 s to 1 h. */
    static Histogram ofAges() {
        return new Histogram(AGES);
    }

    private static long[] nanos(long unit, long... bounds) {
        for (int at = 0; at < bounds.length; at++) {
            bounds[at] *= unit;
        }
        return bounds;
    }

    void count(long nanos) {
        int bucket = 0;
        while (bucket < bounds.length && nanos >= bounds[bucket]) {
            bucket++;
        }
        counts[bucket]++;
    }

    /** Adds another of the same buckets. */
    void add(Histogram other) {
        for (int bucket = 0; bucket < counts.length; bucket++) {
            counts[bucket] += other.counts[bucket];
        }
    }

    void clear() {
        Arrays.fill(counts, 0);
    }

    List<Bucket> buckets() {
        List<Bucket> buckets = new ArrayList<>(counts.length);
        for (int bucket = 0; bucket < counts.length; bucket++) {
            buckets.add(new Bucket(bucket < bounds.length ? Duration.ofNanos(bounds[bucket]) : null, counts[bucket]));
        }
        return Collections.unmodifiableList(buckets);
    }
}
