package dev.cistern.node.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The bound on bytes of request bodies in memory, over all uploads. Beyond half of it, uploads hand over what they have
 * instead of gathering more, so at most half can be held by uploads that wait for their client, and the other half always
 * flows. Beyond all of it, they pause and wait their turn, first come first served. A stream that is paused may still
 * deliver the buffer it was about to: the bound is exceeded by at most one buffer of each upload. Used by any thread.
 */
final class UploadBudget {
    /** The most that one buffer of a stream brings. */
    private static final long BUFFER_BYTES = 64 * 1024;

    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private long limitBytes;
    private long usedBytes;

    UploadBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    void limit(long bytes) {
        synchronized (waiting) {
            limitBytes = bytes;
        }
        wake();
    }

    void take(long bytes) {
        synchronized (waiting) {
            usedBytes += bytes;
        }
    }

    void release(long bytes) {
        synchronized (waiting) {
            usedBytes -= bytes;
        }
        wake();
    }

    boolean isTight() {
        synchronized (waiting) {
            return usedBytes > limitBytes / 2;
        }
    }

    boolean isSpent() {
        synchronized (waiting) {
            return usedBytes >= limitBytes;
        }
    }

    long usedBytes() {
        synchronized (waiting) {
            return usedBytes;
        }
    }

    /** Calls {@code turn} once, on any thread, when there is room again and all who waited before had their turn. */
    void await(Runnable turn) {
        synchronized (waiting) {
            waiting.add(turn);
        }
        wake();
    }

    /**
     * Gives as many waiters their turn as there is room for. Also called from time to time, since a waiter whose client
     * sends nothing takes its turn and no room.
     */
    void wake() {
        List<Runnable> turns = new ArrayList<>();
        synchronized (waiting) {
            for (long room = limitBytes - usedBytes; room > 0 && !waiting.isEmpty(); room -= BUFFER_BYTES) {
                turns.add(waiting.remove());
            }
        }
        turns.forEach(Runnable::run);
    }
}
