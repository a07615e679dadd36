package dev.cistern.node.engine;

import dev.cistern.conf.StoreSettings;
import dev.cistern.node.engine.blob.BlobMover;
import dev.cistern.node.engine.care.Stored;
import dev.cistern.node.engine.record.BlobWalk;
import dev.cistern.node.store.StoreException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What takes its time about disks, on a thread of its own: a disk that is back is compared with the others, what cannot be read while one
 * is out is counted, and disks are drained.
 */
final class DiskWorks implements Disks.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(DiskWorks.class);
    private static final int PAGE = 500;
    private static final long STOP_SECONDS = 30;
    private static final long COUNT_AGAIN_MILLIS = 60_000;
    private static final long COUNT_SHARE = 20;
    private static final long STEPS_PER_SECOND = 10;

    private final Parts parts;
    private final ScheduledThreadPoolExecutor thread;
    private final Map<String, DiskDrain> drains = new ConcurrentHashMap<>();
    private volatile Away away = Away.NOTHING;
    private volatile boolean stopping;
    private final AtomicInteger counting = new AtomicInteger(); // Number of the count that goes on.

    /**
     * What it works on.
     *
     * @param mayDeleteUnnamed whether blobs of earlier runs that no record names are garbage; in a cluster, repair knows
     */
    record Parts(Disks disks, Stored stored, Supplier<StoreSettings> settings, BooleanSupplier mayDeleteUnnamed) {}

    /**
     * What cannot be read on this node, since it is on no disk that is in.
     *
     * @param bytes of bodies
     * @param isCounted whether the count is over
     */
    record Away(long blobs, long bytes, boolean isCounted) {
        static final Away NOTHING = new Away(0, 0, true);

        JsonObject json() {
            return new JsonObject().put("blobs", blobs).put("bytes", bytes).put("counted", isCounted);
        }
    }

    DiskWorks(Parts parts) {
        this.parts = parts;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread worker = new Thread(task, "cistern-disk-works");
            worker.setDaemon(true);
            return worker;
        });
    }

    void stop() throws InterruptedException {
        stopping = true;
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.shutdown();
        if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("works on disks did not end within {} s", STOP_SECONDS);
        }
    }

    Away away() {
        return away;
    }

    /** How far the draining of a disk is; empty where it is not drained. */
    Optional<DiskDrain.Figures> drain(String diskId) {
        return Optional.ofNullable(drains.get(diskId)).map(DiskDrain::figures);
    }

    @Override
    public void isBack(StoreDisk disk) {
        run(() -> compare(disk), 0);
    }

    @Override
    public void changed() {
        run(this::beginDrains, 0);
        boolean isOneOut = parts.disks.all().stream().anyMatch(disk -> !disk.isIn());
        away = isOneOut ? new Away(away.blobs, away.bytes, false) : Away.NOTHING;
        if (isOneOut) {
            int now = counting.incrementAndGet();
            run(() -> count(now), 0);
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private void run(Task task, long afterMillis) {
        try {
            var unused = thread.schedule(
                    () -> {
                        try {
                            task.run();
                        } catch (IOException | RuntimeException e) {
                            LOG.warn("a work on the disks failed", e);
                        }
                    },
                    afterMillis,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Stopping: the next start goes on.
        }
    }

    /** Removes what was deleted, or was given a copy elsewhere, while the disk was out. */
    private void compare(StoreDisk disk) throws IOException {
        int orphans = parts.mayDeleteUnnamed.getAsBoolean()
                ? disk.blobs().deleteOrphans(parts.stored.records()::isNamed, () -> stopping)
                : 0;
        BlobMover mover = new BlobMover(parts.stored.blobs());
        long copies = 0;
        List<Long> page = disk.blobs().idsAfter(0, PAGE);
        while (!page.isEmpty() && !stopping) {
            for (long id : page) {
                copies += mover.dropDuplicate(id, disk.blobs()) ? 1 : 0;
            }
            page = disk.blobs().idsAfter(page.get(page.size() - 1), PAGE);
        }
        if (!stopping && disk.isIn()) {
            parts.disks.isCompared(disk);
            LOG.info(
                    "the disk {} was compared with the others: {} blobs that nothing names and {} of which others have copies"
                            + " were removed",
                    disk.path(),
                    orphans,
                    copies);
        }
    }

    /** Counts again and again while a disk is out: members of a cluster give copies meanwhile. */
    private void count(int number) {
        boolean isOneOut = parts.disks.all().stream().anyMatch(disk -> !disk.isIn());
        if (!isOneOut || stopping || number != counting.get()) {
            return;
        }
        long began = System.nanoTime();
        try {
            Away counted = countAway();
            if (!stopping) {
                if (!counted.equals(away)) {
                    LOG.error("{} blobs with {} bytes of bodies cannot be read here now", counted.blobs, counted.bytes);
                }
                away = counted;
            }
        } catch (IOException | StoreException e) {
            LOG.warn("what cannot be read now could not be counted; it is tried again", e);
        }
        long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        run(() -> count(number), Math.max(COUNT_AGAIN_MILLIS, COUNT_SHARE * tookMillis));
    }

    private Away countAway() throws IOException {
        long blobs = 0;
        long bytes = 0;
        BlobWalk walk = new BlobWalk(parts.stored.records());
        BlobWalk.Page page = walk.page(0, PAGE);
        while (!stopping) {
            for (BlobWalk.Named blob : page.blobs()) {
                if (parts.stored.neighbours().placesHere(blob.places())
                        && !parts.stored.blobs().has(blob.id())) {
                    blobs++;
                    bytes += blob.size();
                }
            }
            if (page.last()) {
                break;
            }
            page = walk.page(page.end(), PAGE);
        }
        return new Away(blobs, bytes, true);
    }

    private void beginDrains() {
        drains.values()
                .removeIf(drain ->
                        !drain.disk().isDraining() || !parts.disks.all().contains(drain.disk()));
        for (StoreDisk disk : parts.disks.all()) {
            if (disk.isDraining() && !drains.containsKey(disk.id())) {
                DiskDrain drain = new DiskDrain(
                        disk, new DiskDrain.Parts(parts.disks, parts.stored.blobs(), parts.stored.records()));
                drains.put(disk.id(), drain);
                run(() -> drain(drain), 0);
            }
        }
    }

    /** A tenth of a second's worth, and again in so long as it takes at the rate that is set. */
    private void drain(DiskDrain drain) {
        boolean isStill = parts.disks.all().contains(drain.disk());
        if (stopping || !isStill || drains.get(drain.disk().id()) != drain) {
            return;
        }
        if (!drain.disk().blobs().isReadable()) {
            run(() -> drain(drain), TimeUnit.SECONDS.toMillis(1));
            return;
        }
        long rate = parts.settings.get().segments().compactBytesPerSecond();
        long began = System.nanoTime();
        DiskDrain.Step step = drain.step(rate / STEPS_PER_SECOND);
        long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        long wantedMillis = step.bytes() * TimeUnit.SECONDS.toMillis(1) / rate;
        run(() -> drain(drain), Math.max(step.pauseMillis(), wantedMillis - tookMillis));
    }
}
