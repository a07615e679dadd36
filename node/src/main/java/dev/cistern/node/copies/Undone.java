package dev.cistern.node.copies;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Blobs of which something was left to do here, and when each is tried again: after a while, then after twice that, up to a longest
 * time. It forgets what does not fit; a walk finds it. Guarded by itself.
 */
final class Undone {
    private static final int MOST = 10_000;
    private static final int MOST_DOUBLINGS = 30;

    private final Duration first;
    private final Duration longest;
    private final LongSupplier nanoTime;
    private final Map<Long, Try> blobs = new LinkedHashMap<>();

    private record Try(CopyCare.Look look, int before, long dueNanos) {}

    Undone(Duration first, Duration longest, LongSupplier nanoTime) {
        this.first = first;
        this.longest = longest;
        this.nanoTime = nanoTime;
    }

    /** Something is left to do for it, still or again; it is looked at as closely as ever before. */
    synchronized void postpone(long blob, CopyCare.Look look) {
        Try last = blobs.get(blob);
        if (last == null && blobs.size() >= MOST) {
            return;
        }
        int before = last == null ? 0 : last.before + 1;
        long wait = Math.min(longest.toNanos(), first.toNanos() << Math.min(before, MOST_DOUBLINGS));
        CopyCare.Look closest = last == null ? look : look.closer(last.look);
        blobs.put(blob, new Try(closest, before, nanoTime.getAsLong() + Math.max(wait, first.toNanos())));
    }

    /** Nothing is left to do for it. */
    synchronized void forget(long blob) {
        blobs.remove(blob);
    }

    /** Those that are to be tried now. Each is to be postponed or forgotten when that was done. */
    synchronized Map<Long, CopyCare.Look> due(int atMost) {
        long now = nanoTime.getAsLong();
        Map<Long, CopyCare.Look> due = new LinkedHashMap<>();
        blobs.entrySet().stream()
                .filter(one -> now - one.getValue().dueNanos >= 0)
                .limit(atMost)
                .forEach(one -> due.put(one.getKey(), one.getValue().look));
        return due;
    }

    synchronized int count() {
        return blobs.size();
    }
}
