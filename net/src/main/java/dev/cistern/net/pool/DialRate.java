package dev.cistern.net.pool;

/**
 * The pace of the dials to one host: so many a second, after a burst of as many as may dial at a time. Kept is a moment,
 * never a number of dials, so that a changed rate holds as if it had always been there. Guarded by the pool's lock.
 */
final class DialRate {
    private static final long SECOND_NANOS = 1_000_000_000L;

    /** The moment at which the dials begun would have been spread out evenly. */
    private long spentUntil;

    /** Waiters that came before this place in the order have been made to wait by the rate. */
    private long heldUpTo;

    private long alarmAt;
    private boolean alarmed;

    /** Nothing was dialled for a long time. */
    DialRate(long now) {
        this.spentUntil = now - Long.MAX_VALUE / 4;
    }

    /** How long until one more dial may be begun; 0 if it may now. */
    long nanosUntilNext(long now, Limits limits) {
        return limits.dialRate() == Integer.MAX_VALUE ? 0 : Math.max(0, spentAfter(now, limits) - now);
    }

    /** A dial is begun. */
    void begun(long now, Limits limits) {
        if (limits.dialRate() != Integer.MAX_VALUE) {
            spentUntil = spentAfter(now, limits);
        }
    }

    private long spentAfter(long now, Limits limits) {
        long interval = SECOND_NANOS / limits.dialRate();
        long earliest = now - interval * limits.dialsPerHost();
        return (spentUntil - earliest < 0 ? earliest : spentUntil) + interval;
    }

    /**
     * Makes waiters wait.
     *
     * @param order the place in the order that the next one to come will have
     * @param until the moment of the next dial
     * @return whether an alarm has to be set for it, because none is that early
     */
    boolean holdsBack(long order, long until) {
        heldUpTo = order;
        if (alarmed && alarmAt - until <= 0) {
            return false;
        }
        alarmed = true;
        alarmAt = until;
        return true;
    }

    /** The alarm that was set for a moment rings; one that an earlier one replaced means nothing. */
    void rang(long at) {
        if (alarmAt == at) {
            alarmed = false;
        }
    }

    /** Whether the rate has made a waiter wait. */
    boolean heldBack(Waiter<?> waiter) {
        return waiter.order < heldUpTo;
    }

    /** Whether an alarm is set, for the latest that it was needed. */
    boolean alarmed() {
        return alarmed;
    }
}
