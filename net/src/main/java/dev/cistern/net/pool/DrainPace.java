package dev.cistern.net.pool;

/**
 * How fast idle connections are closed because of a lowered limit: so many a second, after a burst of a quarter of a
 * second's worth, as the sweeps come. At this pace 10,000 are told to close within half a second, which leaves the other half
 * for closing them. Guarded by the pool's lock.
 */
final class DrainPace {
    static final int PER_SECOND = 20_000;
    static final int BURST = PER_SECOND / 4;

    private static final long INTERVAL_NANOS = 1_000_000_000L / PER_SECOND;
    private static final long BURST_NANOS = INTERVAL_NANOS * BURST;

    /** The moment at which what was let through would have been spread out evenly. */
    private long spentUntil;

    DrainPace(long now) {
        this.spentUntil = now - BURST_NANOS;
    }

    boolean lets(long now) {
        long from = spentUntil - (now - BURST_NANOS) < 0 ? now - BURST_NANOS : spentUntil;
        if (from + INTERVAL_NANOS - now > 0) {
            return false;
        }
        spentUntil = from + INTERVAL_NANOS;
        return true;
    }
}
