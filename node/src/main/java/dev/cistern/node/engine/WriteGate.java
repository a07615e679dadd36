package dev.cistern.node.engine;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether writes are taken: until the engine is closed, or the disk fails. After a failed sync the kernel may have dropped
 * what it was to write, so nothing acknowledged later could be believed: the gate stays shut until the node is restarted.
 */
final class WriteGate {
    private static final Logger LOG = LoggerFactory.getLogger(WriteGate.class);

    private final AtomicReference<@Nullable StoreException> shut = new AtomicReference<>();

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
        shut.compareAndSet(null, new StoreException(Code.CLOSED, "the store is stopping"));
    }

    /** Shuts the gate for good where the failure is the disk's, saying so once; a full disk is not. */
    void note(StoreException failure) {
        boolean isFinal = failure.code() == Code.DISK_FAILED || failure.code() == Code.CORRUPT;
        StoreException reason = new StoreException(
                Code.DISK_FAILED,
                "writes are refused until the node is restarted, because the disk failed: " + failure.getMessage());
        if (isFinal && shut.compareAndSet(null, reason)) {
            LOG.error("disk failed; reads go on, writes are refused until the node is restarted", failure);
        }
    }
}
