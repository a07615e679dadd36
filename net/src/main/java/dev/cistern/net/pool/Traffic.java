package dev.cistern.net.pool;

import dev.cistern.net.pool.HostTraffic.Second;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What was asked of a host in the last five minutes, second by second, in about 6 KB whatever comes. Guarded by the pool's
 * lock.
 */
final class Traffic {
    static final int SECONDS = 300;

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int GAP_WINDOW_SECONDS = 60;
    private static final int GAP_WINDOWS = SECONDS / GAP_WINDOW_SECONDS;

    private final int[] arrivals = new int[SECONDS];
    private final int[] returned = new int[SECONDS];
    private final long[] serviceNanos = new long[SECONDS];
    private final int[] peak = new int[SECONDS];
    private final Histogram[] gaps = new Histogram[GAP_WINDOWS];
    private final long startedAt;
    /** The second, counted from the start, that is written now. */
    private long second;

    private long lastArrival;
    private boolean arrived;

    Traffic(long now) {
        this.startedAt = now;
        for (int window = 0; window < GAP_WINDOWS; window++) {
            gaps[window] = Histogram.ofGaps();
        }
    }

    /** A request asked for a connection; it and so many others hold or await one. */
    void arrived(long now, int concurrency) {
        int at = at(now);
        arrivals[at]++;
        peak[at] = Math.max(peak[at], concurrency);
        if (arrived) {
            gaps[window(second)].count(now - lastArrival);
        }
        arrived = true;
        lastArrival = now;
    }

    /** A lease was returned; so many requests held or awaited one until then. */
    void returned(long now, long heldNanos, int concurrency) {
        int at = at(now);
        returned[at]++;
        serviceNanos[at] += heldNanos;
        peak[at] = Math.max(peak[at], concurrency);
    }

    private int at(long now) {
        long current = Math.max(second, (now - startedAt) / SECOND_NANOS);
        for (long next = Math.max(second + 1, current - SECONDS + 1); next <= current; next++) {
            int slot = (int) (next % SECONDS);
            arrivals[slot] = 0;
            returned[slot] = 0;
            serviceNanos[slot] = 0;
            peak[slot] = 0;
            if (next % GAP_WINDOW_SECONDS == 0) {
                gaps[window(next)].clear();
            }
        }
        second = current;
        return (int) (current % SECONDS);
    }

    private static int window(long second) {
        return (int) (second / GAP_WINDOW_SECONDS % GAP_WINDOWS);
    }

    HostTraffic read(long now) {
        int current = at(now);
        int known = (int) Math.min(SECONDS, second + 1);
        List<Second> seconds = new ArrayList<>(known);
        for (int ago = known - 1; ago >= 0; ago--) {
            int slot = Math.floorMod(current - ago, SECONDS);
            seconds.add(new Second(arrivals[slot], returned[slot], Duration.ofNanos(serviceNanos[slot]), peak[slot]));
        }
        Histogram all = Histogram.ofGaps();
        for (Histogram window : gaps) {
            all.add(window);
        }
        return new HostTraffic(Collections.unmodifiableList(seconds), all.buckets(), RecordedRequests.NONE, 1);
    }
}
