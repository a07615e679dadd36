package dev.cistern.backends.upstream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * How many requests a host is asked at a time. As many as there are, until it says that it is busy: then seven in ten of those
 * that were under way, and for each round of answers after that one more. Further requests wait in order, up to {@value
 * #MOST_WAITING}. A request is under way until it is answered; the body of its answer is not counted. Guarded by
 * itself.
 */
final class InFlight {
    /** From here on there is no limit. */
    static final int MOST = 1_024;

    static final int MOST_WAITING = 1_024;
    /** So that one answer which is slow to come does not hold up all. */
    private static final int LEAST = 2;

    private static final double SHRINKS_TO = 0.7;

    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private double limit = MOST;
    private int underWay;
    private int streaming;
    private int shrunk;

    /** Whether a request may go now; it is under way then. */
    synchronized boolean enter() {
        boolean free = waiting.isEmpty() && underWay < limit();
        if (free) {
            underWay++;
        }
        return free;
    }

    /** A request goes whose body streams: it takes as long as whoever sends it, so it neither waits nor holds up others. */
    synchronized void enterStreaming() {
        streaming++;
    }

    synchronized void leaveStreaming() {
        streaming--;
    }

    /**
     * Waits for a place.
     *
     * @param go called by any thread when it is there
     * @return whether there is room to wait
     */
    synchronized boolean wait(Runnable go) {
        return waiting.size() < MOST_WAITING && waiting.add(go);
    }

    /** @return whether it still waited, and does no more */
    synchronized boolean giveUp(Runnable go) {
        return waiting.remove(go);
    }

    /** A request is under way no more. */
    void leave() {
        List<Runnable> next = new ArrayList<>();
        synchronized (this) {
            underWay--;
            while (!waiting.isEmpty() && underWay < limit()) {
                underWay++;
                next.add(waiting.remove());
            }
        }
        next.forEach(Runnable::run);
    }

    /** What {@link #busy} is told of a request that is sent now. */
    synchronized int shrunk() {
        return shrunk;
    }

    /**
     * The host says that it is busy; a crowd that was sent at once is one reason, and not many. To be called before the request
     * leaves.
     *
     * @param shrunkBefore as it was when the request was sent
     */
    synchronized void busy(int shrunkBefore) {
        if (shrunkBefore == shrunk) {
            shrunk++;
            limit = Math.max(LEAST, Math.min(limit(), underWay + streaming) * SHRINKS_TO);
        }
    }

    /** The host has done what it was asked. To be called before the request leaves. */
    synchronized void answered() {
        if (limit < MOST && underWay >= limit()) {
            limit = Math.min(MOST, limit + 1 / limit);
        }
    }

    private int limit() {
        return (int) limit;
    }

    /** Whether nothing would be lost by forgetting it. */
    synchronized boolean isPlain() {
        return limit >= MOST && underWay + streaming == 0;
    }

    /** How many at a time; 0 where there is no limit. */
    synchronized int atATime() {
        return limit < MOST ? limit() : 0;
    }

    synchronized int heldBack() {
        return waiting.size();
    }
}
