package dev.cistern.node.http;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * How long small requests of clients take in this node: from their head to the end of their answer, where neither body is longer
 * than {@link #SMALL_BYTES}, so that it says what the node does and not how far away a client is. Nothing is counted until somebody
 * wants to know. Counted on all event loops, without locks; asked by one thread at a time.
 */
public final class RequestTimes {
    static final long SMALL_BYTES = 64 << 10;
    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);
    /** Of what is counted, so that it differs by at most one in a hundred. */
    private static final int DIGITS = 2;

    private final Recorder recorder = new Recorder(LONGEST_MICROS, DIGITS);
    private final Histogram sinceTold = new Histogram(LONGEST_MICROS, DIGITS);
    private @Nullable Histogram interval;
    private volatile boolean wanted;

    boolean areWanted() {
        return wanted;
    }

    void took(long nanos) {
        recorder.recordValue(Math.min(LONGEST_MICROS, TimeUnit.NANOSECONDS.toMicros(nanos)));
    }

    /**
     * The microseconds that one in a hundred took, or more, of those since it was last told; from now on they are counted.
     *
     * @param least requests without which a percentile says too little
     * @return nothing as long as there were fewer, which then count for a later one
     */
    public Optional<Long> p99Micros(long least) {
        wanted = true;
        interval = recorder.getIntervalHistogram(interval);
        sinceTold.add(interval);
        if (sinceTold.getTotalCount() < least) {
            return Optional.empty();
        }
        long micros = sinceTold.getValueAtPercentile(99);
        sinceTold.reset();
        return Optional.of(micros);
    }
}
