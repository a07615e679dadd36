package dev.cistern.node.backed;

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

    private boolean hurried; // Once true, always true.

    /** From now on no reader holds the fetch up. */
    void hurry() {
        hurried = true;
    }

    /** @param end position after the last byte that came */
    boolean mustHold(long end, Collection<Follower> followers) {
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
