package dev.cistern.node.engine;

import dev.cistern.conf.SpaceSettings;
import dev.cistern.node.engine.care.SpaceFigures;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether there is room for another body. Writes are refused while the disk still has a reserve, so that records, deletes
 * and compaction always find room. What was promised to uploads in flight counts as used. Used by any thread; only
 * {@link #look} touches the disk.
 */
final class DiskSpace {
    private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);
    private static final long TIGHT_BYTES = 64L << 20;

    private final Disk disk;
    private final LongSupplier unflushedBytes;
    private final AtomicLong promisedBytes = new AtomicLong();
    private final AtomicLong writtenSinceLook = new AtomicLong();
    private volatile SpaceSettings wanted;
    private volatile long freeBytes;
    private volatile boolean answers = true;
    private volatile Limits limits = new Limits(0, 0, 0, 0);

    /** What is in force on a disk of this size. */
    private record Limits(long total, long warn, long min, long stop) {
        static Limits of(SpaceSettings wanted, long total) {
            long min = Math.min(wanted.minBytes(), total / 10);
            return new Limits(
                    total,
                    Math.max(min, Math.min(wanted.warnBytes(), total / 5)),
                    min,
                    Math.min(wanted.stopBytes(), min / 2));
        }
    }

    /** @param unflushedBytes what the records will still need, beside what bodies need */
    DiskSpace(Disk disk, LongSupplier unflushedBytes, SpaceSettings wanted) {
        this.disk = disk;
        this.unflushedBytes = unflushedBytes;
        this.wanted = wanted;
        look();
    }

    /** Takes other thresholds at once. */
    void apply(SpaceSettings changed) {
        wanted = changed;
        limits = Limits.of(changed, limits.total);
    }

    /** As it is now. */
    SpaceFigures figures() {
        Limits now = limits;
        return new SpaceFigures(now.total, freeBytes(), promisedBytes.get(), now.warn, now.min, now.stop);
    }

    /** Asks the disk; called four times a second, so that nobody else has to. */
    void look() {
        limits = Limits.of(wanted, disk.totalBytes());
        writtenSinceLook.set(0);
        freeBytes = disk.usableBytes() - unflushedBytes.getAsLong();
    }

    /** As {@link #look}; of a disk that does not answer, what it last said goes on, and whoever writes to it finds out. */
    void lookAgain() {
        try {
            look();
            answers = true;
        } catch (UncheckedIOException e) {
            if (answers) {
                LOG.warn("the room on the disk cannot be told", e);
            }
            answers = false;
        }
    }

    /** Size of the disk, at the last look. */
    long totalBytes() {
        return limits.total;
    }

    /** Whether there is no room for a large segment's worth of bodies. */
    boolean isTight() {
        return !roomFor(Math.min(TIGHT_BYTES, limits.total / 20));
    }

    long freeBytes() {
        return Math.max(0, freeBytes - writtenSinceLook.get());
    }

    /** Whether the records can be written: they live on the reserve, down to the last of the thresholds. */
    boolean hasRoomForRecords() {
        return freeBytes() >= limits.stop;
    }

    /** @throws StoreException {@link Code#NO_SPACE} where only what makes room is still changed */
    void requireRoomForRecords() {
        if (!hasRoomForRecords()) {
            throw new StoreException(
                    Code.NO_SPACE,
                    "the disk has only " + freeBytes() + " bytes free, less than the " + limits.stop
                            + " of store.free_stop: nothing is changed but by what makes room, such as deletes");
        }
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

    /** Bytes above the reserve that nobody was promised; less than 0 where there is no room. */
    long spareBytes() {
        return freeBytes - writtenSinceLook.get() - promisedBytes.get() - limits.min;
    }

    boolean roomFor(long bytes) {
        return spareBytes() >= bytes;
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
                                + " are promised and " + limits.min + " stay free; the object needs " + bytes);
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
