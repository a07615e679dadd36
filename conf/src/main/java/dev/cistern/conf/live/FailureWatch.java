package dev.cistern.conf.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether requests fail more since a change than in the minute before it. Confined to the service; sampled once a
 * second.
 */
final class FailureWatch {
    private static final int SAMPLES_BEFORE = 60;
    private static final int SAMPLES_AFTER = 10;
    private static final long LEAST_FAILURES = 10;

    private final FailureRate rate;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private @Nullable Double shareBefore;

    private record Sample(long requests, long failed) {

        double share(Sample since) {
            long asked = requests - since.requests;
            return asked <= 0 ? 0 : (double) (failed - since.failed) / asked;
        }
    }

    FailureWatch(FailureRate rate) {
        this.rate = rate;
        samples.add(now());
    }

    /** A change comes into force now. */
    void begin() {
        Sample now = now();
        shareBefore = now.share(samples.getFirst());
        samples.clear();
        samples.add(now);
    }

    /** The change needs no more watching. */
    void end() {
        shareBefore = null;
    }

    /** Once a second; says why the change should go, if it should. */
    Optional<String> sample() {
        Sample now = now();
        Sample since = samples.getFirst();
        samples.add(now);
        Double before = shareBefore;
        while (samples.size() > (before == null ? SAMPLES_BEFORE : SAMPLES_AFTER) + 1) {
            samples.removeFirst();
        }
        if (before == null || now.failed - since.failed < LEAST_FAILURES) {
            return Optional.empty();
        }
        double after = now.share(since);
        return after > before * 2 + 0.01
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%.1f %% of requests failed after the change, %.1f %% before",
                        after * 100,
                        before * 100))
                : Optional.empty();
    }

    private Sample now() {
        return new Sample(rate.requests(), rate.failed());
    }
}
