package dev.cistern.node.engine;

import dev.cistern.node.engine.blob.DiskFailure;
import dev.cistern.node.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a disk that failed is tried again: after a second, and after twice the time as before where it fails again soon after it
 * came back. Confined to whoever tries it: the committer, or the thread of the disks.
 */
final class DiskRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(DiskRecovery.class);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    /** A disk that works for so long is believed again. */
    private static final Duration BELIEVED = Duration.ofMinutes(1);

    private final Probe probe;
    private final LongSupplier nanoTime;
    private Duration wait = FIRST;
    private long triedAt;
    private long backAt;
    private boolean hasTried;
    private boolean wasBack;

    /** Whether the disk of the data folder takes writes, and is the one that it was. */
    interface Probe {
        void check() throws IOException;
    }

    DiskRecovery(Probe probe, LongSupplier nanoTime) {
        this.probe = probe;
        this.nanoTime = nanoTime;
    }

    boolean isDue() {
        return !hasTried || nanoTime.getAsLong() - triedAt >= wait.toNanos();
    }

    /** @throws StoreException where the disk does not work yet */
    void probe() {
        long now = nanoTime.getAsLong();
        if (wasBack) {
            boolean isSoon = now - backAt < BELIEVED.toNanos();
            Duration twice = wait.multipliedBy(2);
            wait = isSoon ? twice.compareTo(LONGEST) < 0 ? twice : LONGEST : FIRST;
            wasBack = false;
            hasTried = true;
            triedAt = now;
            if (isSoon) {
                throw new StoreException(
                        StoreException.Code.DISK_FAILED, "the disk failed again; it is tried after " + wait);
            }
        }
        hasTried = true;
        triedAt = now;
        try {
            probe.check();
        } catch (IOException e) {
            LOG.debug("the disk does not work yet: {}", e.toString());
            throw DiskFailure.of("trying the disk", e);
        }
    }

    void isBack() {
        wasBack = true;
        backAt = nanoTime.getAsLong();
    }
}
