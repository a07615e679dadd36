package dev.cistern.node.backed;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** How many bytes of objects have come to be stored here, by bucket, since the start. Used by any thread. */
final class Arrivals {
    private final ConcurrentMap<Long, LongAdder> bytes = new ConcurrentHashMap<>();

    void add(long bucketId, long count) {
        bytes.computeIfAbsent(bucketId, id -> new LongAdder()).add(count);
    }

    long of(long bucketId) {
        LongAdder sum = bytes.get(bucketId);
        return sum == null ? 0 : sum.sum();
    }
}
