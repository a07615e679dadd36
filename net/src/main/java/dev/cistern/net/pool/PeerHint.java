package dev.cistern.net.pool;

import java.time.Duration;

/** What follows from a peer's word on how long it keeps an idle connection. */
public final class PeerHint {
    private static final long MOST_MARGIN_NANOS = Duration.ofSeconds(2).toNanos();

    private PeerHint() {}

    /**
     * How much sooner than the peer a connection is given up, so that no request meets the peer's close.
     *
     * @param hint how long the peer keeps it
     * @return two seconds, or half of the hint where that is less
     */
    public static Duration margin(Duration hint) {
        return Duration.ofNanos(marginNanos(hint.toNanos()));
    }

    static long marginNanos(long hintNanos) {
        return Math.min(MOST_MARGIN_NANOS, hintNanos / 2);
    }
}
