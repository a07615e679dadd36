package dev.cistern.net.server;

import dev.cistern.net.CloseReason;
import java.util.EnumMap;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The counts of one event loop: written by that loop alone, read by any thread without stopping it. */
final class Tally {
    static final int LAST_CLOSES = 32;

    /** Upper bounds of the histograms' buckets but the last, in seconds. */
    static final long[] BUCKET_SECONDS = {1, 5, 15, 60, 300, 900, 3600};

    final Counter accepted = new Counter();
    final Counter refused = new Counter();
    final Counter requests = new Counter();
    final Counter inHeader = new Counter();
    final Counter active = new Counter();
    final Counter draining = new Counter();
    final Histogram ages = new Histogram();
    final Histogram idleTimes = new Histogram();
    final Gaps gaps = new Gaps();
    private final EnumMap<CloseReason, Counter> closes = new EnumMap<>(CloseReason.class);
    private final AtomicReferenceArray<@Nullable Closed> lastCloses = new AtomicReferenceArray<>(LAST_CLOSES);
    private int nextClose;

    Tally() {
        for (CloseReason reason : CloseReason.values()) {
            closes.put(reason, new Counter());
        }
    }

    record Closed(CloseReason reason, String peer, long ageNanos, int requests, long at) {}

    void closed(Closed closed) {
        closes(closed.reason()).add(1);
        lastCloses.set(nextClose, closed);
        nextClose = (nextClose + 1) % LAST_CLOSES;
    }

    Counter closes(CloseReason reason) {
        return Objects.requireNonNull(closes.get(reason));
    }

    @Nullable
    Closed close(int at) {
        return lastCloses.get(at);
    }

    /** A count with one writer; cheaper than one with many. */
    static final class Counter {
        private final AtomicLong value = new AtomicLong();

        void add(long by) {
            value.setRelease(value.getPlain() + by);
        }

        long read() {
            return value.getAcquire();
        }
    }

    /** A histogram that is counted anew by every sweep, and shown as the last whole sweep left it. */
    static final class Histogram {
        private final int[] counting = new int[BUCKET_SECONDS.length + 1];
        private final AtomicIntegerArray shown = new AtomicIntegerArray(counting.length);

        void count(long nanos) {
            int bucket = 0;
            while (bucket < BUCKET_SECONDS.length && nanos >= BUCKET_SECONDS[bucket] * 1_000_000_000L) {
                bucket++;
            }
            counting[bucket]++;
        }

        void show() {
            for (int bucket = 0; bucket < counting.length; bucket++) {
                shown.setRelease(bucket, counting[bucket]);
                counting[bucket] = 0;
            }
        }

        int read(int bucket) {
            return shown.getAcquire(bucket);
        }
    }
}
