package dev.cistern.net.pool;

import dev.cistern.net.CloseReason;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The counts since the start, of one host or of those forgotten. Guarded by the pool's lock. */
final class Tally {
    static final int LAST_CLOSES = 32;

    long dials;
    long opened;
    long reused;
    long refused;
    long dialsDelayed;
    long leaked;
    final Histogram acquireTimes = Histogram.ofWaits();
    final Histogram dialTimes = Histogram.ofWaits();
    final Map<CloseReason, Long> closes = new EnumMap<>(CloseReason.class);
    private final @Nullable Closed[] lastCloses = new @Nullable Closed[LAST_CLOSES];
    private int nextClose;

    record Closed(HostKey host, CloseReason reason, long ageNanos, long leases, long at) {}

    void closed(Closed closed) {
        closes.merge(closed.reason(), 1L, Long::sum);
        remember(closed);
    }

    private void remember(Closed closed) {
        lastCloses[nextClose] = closed;
        nextClose = (nextClose + 1) % LAST_CLOSES;
    }

    @Nullable
    Closed close(int at) {
        return lastCloses[at];
    }

    /** Takes over the counts of a host that is forgotten. */
    void add(Tally other) {
        dials += other.dials;
        opened += other.opened;
        reused += other.reused;
        refused += other.refused;
        dialsDelayed += other.dialsDelayed;
        leaked += other.leaked;
        acquireTimes.add(other.acquireTimes);
        dialTimes.add(other.dialTimes);
        other.closes.forEach((reason, count) -> closes.merge(reason, count, Long::sum));
        for (int step = 0; step < LAST_CLOSES; step++) {
            Closed closed = other.lastCloses[(other.nextClose + step) % LAST_CLOSES];
            if (closed != null) {
                remember(closed);
            }
        }
    }
}
