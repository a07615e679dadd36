package dev.cistern.node.copies;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counts what repair does. Used by any thread. */
final class RepairTally {
    final LongAdder checked = new LongAdder();
    final LongAdder copiedBlobs = new LongAdder();
    final LongAdder copiedBytes = new LongAdder();
    final LongAdder placesChanged = new LongAdder();
    final LongAdder surplusDeleted = new LongAdder();
    final LongAdder orphansDeleted = new LongAdder();
    final LongAdder failed = new LongAdder();
    private final LongSupplier nanoTime;
    private volatile boolean running;
    private volatile long startedNanos;
    private volatile long startedBytes;
    private volatile long leftBlobs;
    private volatile long leftBytes;

    RepairTally(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.startedNanos = nanoTime.getAsLong();
    }

    /** A walk begins that will copy so much. */
    void begin(long blobs, long bytes) {
        running = true;
        startedNanos = nanoTime.getAsLong();
        startedBytes = copiedBytes.sum();
        leftBlobs = blobs;
        leftBytes = bytes;
    }

    /** One of those was copied, or turned out to need none. */
    synchronized void oneLess(long bytes) {
        leftBlobs = Math.max(0, leftBlobs - 1);
        leftBytes = Math.max(0, leftBytes - bytes);
    }

    void end() {
        running = false;
        leftBlobs = 0;
        leftBytes = 0;
    }

    /**
     * @param undone blobs that are to be tried again
     * @param allowed bytes a second that may be fetched now
     */
    RepairFigures read(int undone, long allowed) {
        double seconds = (nanoTime.getAsLong() - startedNanos) / 1e9;
        double perSecond = Math.max(1, (copiedBytes.sum() - startedBytes) / Math.max(0.1, seconds));
        return new RepairFigures(
                running,
                checked.sum(),
                copiedBlobs.sum(),
                copiedBytes.sum(),
                placesChanged.sum(),
                surplusDeleted.sum(),
                orphansDeleted.sum(),
                failed.sum(),
                undone,
                leftBlobs,
                leftBytes,
                leftBytes == 0 ? 0 : (long) Math.ceil(leftBytes / perSecond),
                allowed);
    }
}
