package dev.cistern.node.engine;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Whether there is room for another body. Writes are refused while the disk still has a reserve, so that records, deletes
 * and compaction always find room. What was promised to uploads in flight counts as used. Used by any thread; only
 * {@link #look} touches the disk.
 */
final class DiskSpace {
    private static final long TIGHT_BYTES = 64L << 20;

    private final Disk disk;
    private final LongSupplier unflushedBytes;
    private final AtomicLong promisedBytes = new AtomicLong();
    private final AtomicLong writtenSinceLook = new AtomicLong();
    private volatile long wantedFreeBytes;
    private volatile long freeBytes;
    private volatile long minimumBytes;
    private volatile long totalBytes;

    /** @param unflushedBytes what the records will still need, beside what bodies need */
    DiskSpace(Disk disk, LongSupplier unflushedBytes, long freeMinBytes) {
        this.disk = disk;
        this.unflushedBytes = unflushedBytes;
        this.wantedFreeBytes = freeMinBytes;
        look();
    }

    void freeMinBytes(long bytes) {
        wantedFreeBytes = bytes;
    }

    /** Asks the disk; called four times a second, so that nobody else has to. */
    void look() {
        totalBytes = disk.totalBytes();
        minimumBytes = Math.min(wantedFreeBytes, totalBytes / 10);
        writtenSinceLook.set(0);
        freeBytes = disk.usableBytes() - unflushedBytes.getAsLong();
    }

    /** Size of the disk, at the last look. */
    long totalBytes() {
        return totalBytes;
    }

    /** Whether there is no room for a large segment's worth of bodies. */
    boolean isTight() {
        return !roomFor(Math.min(TIGHT_BYTES, totalBytes / 20));
    }

    long freeBytes() {
        return Math.max(0, freeBytes - writtenSinceLook.get());
    }

    /** Whether the records can be written: they live on the reserve, down to half of it. */
    boolean hasRoomForRecords() {
        return freeBytes() >= minimumBytes / 2;
    }

    /** Takes note of bytes written without a promise. */
    void used(long bytes) {
        writtenSinceLook.addAndGet(bytes);
    }

    /** @throws StoreException {@link Code#NO_SPACE} where {@code bytes} more would eat into the reserve */
    Promised promise(long bytes) {
        Promised promised = new Promised();
        promised.extend(bytes);
        return promised;
    }

    private boolean roomFor(long bytes) {
        return freeBytes - writtenSinceLook.get() - promisedBytes.get() - bytes >= minimumBytes;
    }

    /** Room promised to one upload; it may be given back while a piece is still being written. */
    final class Promised {
        private long remaining;

        /** @throws StoreException {@link Code#NO_SPACE} */
        synchronized void extend(long bytes) {
            if (!roomFor(bytes)) {
                throw new StoreException(
                        Code.NO_SPACE,
                        "the disk has " + freeBytes() + " bytes free, of which " + promisedBytes.get()
                                + " are promised and " + minimumBytes + " stay free; the object needs " + bytes);
            }
            remaining += bytes;
            promisedBytes.addAndGet(bytes);
        }

        /** Takes note of bytes that are now on the disk; asks for more room where they were not promised. */
        synchronized void written(long bytes) {
            if (bytes > remaining) {
                extend(bytes - remaining);
            } else if (!roomFor(-remaining)) {
                throw new StoreException(Code.NO_SPACE, "the disk has only " + freeBytes() + " bytes left");
            }
            remaining -= bytes;
            writtenSinceLook.addAndGet(bytes);
            promisedBytes.addAndGet(-bytes);
        }

        synchronized void giveBack() {
            promisedBytes.addAndGet(-remaining);
            remaining = 0;
        }
    }
}
