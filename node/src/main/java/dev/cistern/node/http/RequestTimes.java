package dev.cistern.node.http;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

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
    private volatile boolean wanted;

    /**
     * What was seen.
     *
     * @param requests counted
     * @param p99Micros microseconds that one in a hundred of them took, or more
     */
    public record Sample(long requests, long p99Micros) {}

    boolean areWanted() {
        return wanted;
    }

    void took(long nanos) {
        recorder.recordValue(Math.min(LONGEST_MICROS, TimeUnit.NANOSECONDS.toMicros(nanos)));
    }

    /**
     * What was seen since the last sample; from now on it is counted.
     *
     * @param least requests without which a percentile says too little
     * @return nothing as long as there were fewer, which then count for a later one
     */
    public Optional<Sample> sample(long least) {
        wanted = true;
        sinceTold.add(recorder.getIntervalHistogram());
        long requests = sinceTold.getTotalCount();
        if (requests < least) {
            return Optional.empty();
        }
        Sample sample = new Sample(requests, sinceTold.getValueAtPercentile(99));
        sinceTold.reset();
        return Optional.of(sample);
    }
}
