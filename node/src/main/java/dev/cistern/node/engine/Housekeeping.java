package dev.cistern.node.engine;

import dev.cistern.conf.Durability;
import dev.cistern.node.engine.blob.BlobFiles;
import dev.cistern.node.engine.record.ObjectKey;
import dev.cistern.node.engine.record.ObjectRecord;
import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.engine.record.RecordBatch;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.StoreException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    private static final int DOOMED_BATCH = 500;
    private static final long STOP_SECONDS = 30;
    private static final BucketName ANY_NAME = new BucketName("destroyed");

    private final Records records;
    private final BlobFiles blobs;
    private final Tally tally;
    private final ScheduledThreadPoolExecutor small = executor("cistern-housekeeper");
    private final ScheduledThreadPoolExecutor searches = executor("cistern-sweeper");
    private volatile boolean stopping;

    Housekeeping(Records records, BlobFiles blobs, Tally tally) {
        this.records = records;
        this.blobs = blobs;
        this.tally = tally;
    }

    /** Resumes what an earlier run left: orphans, and contents of destroyed buckets. */
    void resumeSearches() {
        searches.execute(this::removeOrphans);
        searches.execute(() -> records.doomedBuckets().forEach(this::removeContents));
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
            run(() -> ids.forEach(this::discard));
        }
    }

    void removeContentsLater(long bucketId) {
        try {
            searches.execute(() -> logged(() -> removeContents(bucketId)));
        } catch (RejectedExecutionException e) {
            // Stopping: the next start resumes it.
        }
    }

    void stop() throws InterruptedException {
        stopping = true;
        searches.shutdown();
        boolean searched = searches.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        small.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        small.shutdown();
        if (!small.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS) || !searched) {
            LOG.warn("housekeeping did not end within {} s", STOP_SECONDS);
        }
    }

    private void removeOrphans() {
        try {
            int removed = blobs.deleteOrphans(records::isNamed, () -> stopping);
            tally.orphansRemoved.add(removed);
            if (removed > 0) {
                LOG.info("removed {} blob files that no record names", removed);
            }
        } catch (IOException | StoreException e) {
            LOG.warn("the search for orphaned blobs ended early; the next start repeats it", e);
        }
    }

    /** Removes all objects of a destroyed bucket in bounded batches; what is left after a crash, the next start removes. */
    private void removeContents(long bucketId) {
        BucketInfo bucket = new BucketInfo(ANY_NAME, bucketId, Instant.EPOCH);
        List<ObjectRecord> objects = records.objects(bucket, DOOMED_BATCH);
        while (!objects.isEmpty() && !stopping) {
            RecordBatch batch = new RecordBatch();
            List<Long> ids = new ArrayList<>();
            for (ObjectRecord object : objects) {
                batch.deleteObject(new ObjectKey(bucketId, object.info().name().key()));
                if (object.place() instanceof Place.Blob blob) {
                    batch.deleteBlob(blob.id());
                    ids.add(blob.id());
                }
            }
            records.write(batch, Durability.OS);
            ids.forEach(this::discard);
            objects = records.objects(bucket, DOOMED_BATCH);
        }
        if (objects.isEmpty()) {
            RecordBatch batch = new RecordBatch();
            batch.forgetDoomed(bucketId);
            records.write(batch, Durability.OS);
        }
    }

    private void discard(long id) {
        try {
            blobs.delete(id);
        } catch (IOException e) {
            LOG.warn("blob {} could not be deleted; the next start tries again", id, e);
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
