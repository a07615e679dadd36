package dev.cistern.node.engine;

import dev.cistern.node.engine.blob.OtherDiskException;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether writes are taken: until the engine is closed, or the disk fails. After a failed sync the kernel may have dropped
 * what it was to write, so nothing acknowledged later could be believed: the gate stays shut until the records were recovered as
 * after a crash, by the committer of a node alone or by a restart.
 */
final class WriteGate {
    private static final Logger LOG = LoggerFactory.getLogger(WriteGate.class);

    private final AtomicReference<@Nullable StoreException> shut = new AtomicReference<>();
    private final AtomicLong lives = new AtomicLong(); // How often the disk came back.
    private volatile boolean closing;
    private volatile boolean mayComeBack;

    /** @throws StoreException {@link Code#CLOSED} or {@link Code#DISK_FAILED} */
    void check() {
        StoreException reason = shut.get();
        if (reason != null) {
            throw reason;
        }
    }

    /** As {@link #check}, but what was taken before the end is still done after it. */
    void checkDisk() {
        StoreException reason = shut.get();
        if (reason != null && reason.code() == Code.DISK_FAILED) {
            throw reason;
        }
    }

    boolean isOpen() {
        return shut.get() == null;
    }

    void close() {
        closing = true;
        shut.compareAndSet(null, new StoreException(Code.CLOSED, "the store is stopping"));
    }

    /** Whether the disk failed in a way that may pass. */
    boolean mayComeBack() {
        return mayComeBack && !closing;
    }

    /** What comes back is not what was there. */
    void giveUp() {
        mayComeBack = false;
    }

    /** The records were recovered, as after a crash, from a disk that works. */
    void reopen() {
        mayComeBack = false;
        lives.incrementAndGet();
        if (!closing) {
            shut.set(null);
        }
    }

    /** Tells what was begun before the disk came back from what was begun after it. */
    long life() {
        return lives.get();
    }

    /** As {@link #note(StoreException)}, but of what was begun in another life: it fails alone, since its file may be open on the disk as it was. */
    void note(StoreException failure, long begunIn) {
        if (begunIn == life()) {
            note(failure);
        }
    }

    /** Shuts the gate where the failure is that of the data folder's disk, saying so once; a full disk is none. */
    void note(StoreException failure) {
        if (failure.getCause() instanceof OtherDiskException) {
            return;
        }
        boolean isFinal = failure.code() == Code.DISK_FAILED || failure.code() == Code.CORRUPT;
        StoreException reason = new StoreException(
                Code.DISK_FAILED, "writes are refused, because the disk failed: " + failure.getMessage());
        if (isFinal && shut.compareAndSet(null, reason)) {
            mayComeBack = failure.code() == Code.DISK_FAILED;
            LOG.error("disk failed; reads go on, writes are refused", failure);
        }
    }
}
