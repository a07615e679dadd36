package dev.cistern.net.server;

import java.util.concurrent.atomic.AtomicLong;

/** Lets through so many a second, after a burst of a quarter of a second's worth. Safe for all threads. */
final class Pace {
    private static final long BURST_NANOS = 250_000_000L;

    private final long intervalNanos;
    /** The moment at which what was let through would have been spread out evenly. */
    private final AtomicLong spentUntil;

    Pace(int perSecond, long now) {
        this.intervalNanos = 1_000_000_000L / perSecond;
        this.spentUntil = new AtomicLong(now - BURST_NANOS);
    }

    boolean lets(long now) {
        while (true) {
            long spent = spentUntil.get();
            long from = spent - (now - BURST_NANOS) < 0 ? now - BURST_NANOS : spent;
            if (from + intervalNanos - now > 0) {
                return false;
            }
            if (spentUntil.compareAndSet(spent, from + intervalNanos)) {
                return true;
            }
        }
    }
}
