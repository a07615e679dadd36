package dev.cistern.node.backed;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;

/**
 * How fast a fetch may go: as fast as the store takes it, but not ahead of its fastest reader by more than
 * {@link #LEAD_BYTES}, so that a reader a little slower than the backend still gets a steady stream. No reader is worth more
 * than that: once one stalls, or another waits for the whole object, the fetch hurries, and who falls behind is served by
 * the store when the object is committed. Confined to its fetch's context.
 */
final class Pace {
    /** Half the window, so that what a reader has not taken yet does not leave it. */
    static final int LEAD_BYTES = Window.KEPT_BYTES / 2;

    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Duration patience;
    private final Runnable hurries;
    private boolean hurried; // Once true, always true.
    private boolean held;
    private long timer = NO_TIMER;

    /**
     * Holds nothing up yet.
     *
     * @param patience longest wait for readers who take nothing
     * @param hurries told when that is over
     */
    Pace(Vertx vertx, Duration patience, Runnable hurries) {
        this.vertx = vertx;
        this.patience = patience;
        this.hurries = hurries;
    }

    /** From now on no reader holds the fetch up. */
    void hurry() {
        hurried = true;
    }

    /**
     * Whether it is to wait for its readers now.
     *
     * @param end position after the last byte that came
     */
    boolean mustHold(long end, Collection<Follower> followers) {
        boolean hold = isAhead(end, followers);
        if (hold != held) {
            held = hold;
            end();
            if (hold) {
                timer = vertx.setTimer(patience.toMillis(), late -> {
                    timer = NO_TIMER;
                    hurry();
                    hurries.run();
                });
            }
        }
        return hold;
    }

    /** There is nothing more to wait for. */
    void end() {
        if (timer != NO_TIMER) {
            boolean unused = vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }

    private boolean isAhead(long end, Collection<Follower> followers) {
        if (hurried || followers.isEmpty()) {
            return false;
        }
        long fastest = 0;
        for (Follower follower : followers) {
            fastest = Math.max(fastest, follower.position());
        }
        return end - fastest >= LEAD_BYTES;
    }
}
