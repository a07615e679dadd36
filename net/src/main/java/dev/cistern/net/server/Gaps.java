package dev.cistern.net.server;

import dev.cistern.net.server.ServerFigures.Bucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts of times between requests, in fixed buckets: written by one thread alone, read by any. */
final class Gaps {
    /** Upper bounds of the buckets but the last, in milliseconds; those of the pools' gaps. */
    private static final long[] BOUNDS = {
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000
    };

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.length + 1);

    void count(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS.length && nanos >= BOUNDS[bucket] * 1_000_000) {
            bucket++;
        }
        counts.setRelease(bucket, counts.getPlain(bucket) + 1);
    }

    void clear() {
        for (int bucket = 0; bucket <= BOUNDS.length; bucket++) {
            counts.setRelease(bucket, 0);
        }
    }

    static List<Bucket> sum(List<Gaps> parts) {
        List<Bucket> buckets = new ArrayList<>(BOUNDS.length + 1);
        for (int bucket = 0; bucket <= BOUNDS.length; bucket++) {
            long count = 0;
            for (Gaps part : parts) {
                count += part.counts.getAcquire(bucket);
            }
            buckets.add(new Bucket(bucket < BOUNDS.length ? Duration.ofMillis(BOUNDS[bucket]) : null, count));
        }
        return Collections.unmodifiableList(buckets);
    }
}
