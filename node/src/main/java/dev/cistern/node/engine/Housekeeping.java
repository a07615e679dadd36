package dev.cistern.node.engine;

import dev.cistern.conf.Durability;
import dev.cistern.node.engine.blob.Blobs;
import dev.cistern.node.engine.record.BucketContents;
import dev.cistern.node.engine.record.ObjectKey;
import dev.cistern.node.engine.record.RecordBatch;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.engine.record.RecordsFloor;
import dev.cistern.node.engine.record.StoredPart;
import dev.cistern.node.engine.record.UploadRecords;
import dev.cistern.node.engine.record.VersionRecords;
import dev.cistern.node.store.Multiparts;
import dev.cistern.node.store.StoreException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What nobody waits for: deleting blobs that no record names any more, closing files, looking at the disk's free space;
 * and, on a thread of its own, the long searches: orphans, and the contents of destroyed buckets.
 */
final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final int QUEUE = 10_000;
    private static final int DOOMED_BATCH = SweepCommit.AT_MOST;
    private static final long STOP_SECONDS = 30;
    private static final long FLOOR_MILLIS = 5_000;

    private final Records records;
    private final RecordsFloor floor;
    private final Blobs blobs;
    private final Tally tally;
    private final BlobPins pins = new BlobPins(this::discardBlobs);
    private final ScheduledThreadPoolExecutor small = executor("cistern-housekeeper");
    private final ScheduledThreadPoolExecutor searches = executor("cistern-sweeper");
    private volatile boolean stopping;
    private volatile boolean paused;

    Housekeeping(Records records, RecordsFloor floor, Blobs blobs, Tally tally) {
        this.records = records;
        this.floor = floor;
        this.blobs = blobs;
        this.tally = tally;
    }

    /** Notes how far the records are stored, now and from time to time. */
    void noteStored() {
        run(() -> floor.raise(records));
        every(FLOOR_MILLIS, () -> floor.raise(records));
    }

    /** What keeps blobs from being deleted while they are read. */
    BlobPins pins() {
        return pins;
    }

    /** Ends the searches there are, and waits for it; what is left of them waits for {@link #resumeSearches}. */
    void pauseSearches() throws InterruptedException {
        paused = true;
        CountDownLatch idle = new CountDownLatch(1);
        searches.execute(idle::countDown);
        idle.await();
    }

    /** Resumes what an earlier run left: orphans, and contents of destroyed buckets. */
    void resumeSearches() {
        paused = false;
        searches.execute(() -> logged(this::removeOrphans));
        searches.execute(() -> logged(() -> records.contents().doomedBuckets().forEach(this::removeContents)));
    }

    void every(long millis, Runnable task) {
        var unused = small.scheduleWithFixedDelay(() -> logged(task), millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Runs soon; at once, on this thread, where too much already waits. */
    void run(Runnable task) {
        if (small.getQueue().size() < QUEUE) {
            try {
                small.execute(() -> logged(task));
                return;
            } catch (RejectedExecutionException e) {
                // Stopping: nobody else will do it.
            }
        }
        logged(task);
    }

    void discardBlobs(List<Long> ids) {
        if (!ids.isEmpty()) {
            run(() -> discard(ids));
        }
    }

    void removeContentsLater(long bucketId) {
        try {
            searches.execute(() -> logged(() -> removeContents(bucketId)));
        } catch (RejectedExecutionException e) {
            // Stopping: the next start resumes it.
        }
    }

    /** Runs when the searches asked for until now have ended. */
    void afterSearches(Runnable task) {
        searches.execute(() -> run(task));
    }

    void stop() throws InterruptedException {
        stopping = true;
        searches.shutdown();
        boolean searched = searches.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        small.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        small.shutdown();
        if (!small.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS) || !searched) {
            LOG.warn("housekeeping did not end within {} s", STOP_SECONDS);
            return;
        }
        floor.raise(records);
    }

    private boolean isToStop() {
        return stopping || paused;
    }

    private void removeOrphans() {
        try {
            if (blobs.disks().all().size() > 1) {
                // What a crash left of blobs that were being moved; there is nothing else that it could be.
                blobs.deleteUnfinished();
            }
            int removed = blobs.deleteOrphans(records::isNamed, this::isToStop);
            tally.orphansRemoved.add(removed);
            if (removed > 0) {
                LOG.info("removed {} blobs that no record names", removed);
            }
        } catch (IOException | StoreException e) {
            LOG.warn("the search for orphaned blobs ended early; the next start repeats it", e);
        }
    }

    /** Removes all objects of a destroyed bucket in bounded batches; what is left after a crash, the next start removes. */
    private void removeContents(long bucketId) {
        removeUploads(bucketId);
        removeVersions(bucketId);
        List<BucketContents.Remains> remains = records.contents().remains(bucketId, DOOMED_BATCH);
        while (!remains.isEmpty() && !isToStop()) {
            RecordBatch batch = new RecordBatch();
            for (BucketContents.Remains object : remains) {
                batch.deleteObject(object.key());
                object.blobIds().forEach(batch::deleteBlob);
            }
            records.write(batch, Durability.OS);
            remains.forEach(object -> discard(object.blobIds()));
            remains = records.contents().remains(bucketId, DOOMED_BATCH);
        }
        if (remains.isEmpty() && !isToStop()) {
            RecordBatch batch = new RecordBatch();
            batch.forgetDoomed(bucketId);
            records.write(batch, Durability.OS);
        }
    }

    private void removeVersions(long bucketId) {
        List<VersionRecords.Remains> remains = records.versions().remains(bucketId, DOOMED_BATCH);
        while (!remains.isEmpty() && !isToStop()) {
            RecordBatch batch = new RecordBatch();
            for (VersionRecords.Remains version : remains) {
                batch.deleteVersion(version.key());
                batch.deleteNullVersion(new ObjectKey(bucketId, version.key().key()));
                version.blobIds().forEach(batch::deleteBlob);
            }
            records.write(batch, Durability.OS);
            remains.forEach(version -> discard(version.blobIds()));
            remains = records.versions().remains(bucketId, DOOMED_BATCH);
        }
    }

    private void removeUploads(long bucketId) {
        List<UploadRecords.Remains> remains = records.uploads().remains(bucketId, DOOMED_BATCH);
        while (!remains.isEmpty() && !isToStop()) {
            for (UploadRecords.Remains upload : remains) {
                RecordBatch batch = new RecordBatch();
                List<StoredPart> parts = records.uploads().parts(upload.upload(), 0, Multiparts.MAX_PARTS);
                parts.forEach(part -> {
                    batch.deletePart(upload.upload(), part.part().number());
                    batch.deleteBlob(part.blobId());
                });
                batch.deleteUpload(upload);
                records.write(batch, Durability.OS);
                discard(parts.stream().map(StoredPart::blobId).toList());
            }
            remains = records.uploads().remains(bucketId, DOOMED_BATCH);
        }
    }

    private void discard(List<Long> ids) {
        List<Long> free = ids.stream().filter(id -> !pins.holdsBack(id)).toList();
        if (free.isEmpty()) {
            return;
        }
        try {
            blobs.delete(free);
        } catch (IOException e) {
            LOG.warn("{} blobs could not be deleted; the next start tries again", free.size(), e);
        }
    }

    private static void logged(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.warn("a task in the background failed", e);
        }
    }

    private static ScheduledThreadPoolExecutor executor(String name) {
        return new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
