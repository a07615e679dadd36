package dev.cistern.node.engine;

import dev.cistern.node.engine.blob.BlobMover;
import dev.cistern.node.engine.blob.Blobs;
import dev.cistern.node.engine.blob.DamagedBlobException;
import dev.cistern.node.engine.blob.DiskFailure;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.store.StoreException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the blobs of one disk to the others, some at each step. What is damaged stays where it is, and so does what no record names
 * yet: it may be of an upload. From a disk that takes no writes any more all is copied, and deleted when it does. A restart begins anew with what is left. Its steps are of one thread; others read how far it is.
 */
final class DiskDrain {
    private static final Logger LOG = LoggerFactory.getLogger(DiskDrain.class);
    private static final int PAGE = 100;
    private static final int COUNT_PAGE = 4_096;
    private static final long NOTHING = 0;
    private static final long AGAIN_MILLIS = 1_000;
    private static final long LATER_MILLIS = 10_000;

    private final StoreDisk disk;
    private final Parts parts;
    private final BlobMover mover;
    private volatile Figures figures = new Figures(0, 0, 0, 0, 0, 0, "");
    private boolean counted;
    private long after;
    private long leftOfPass;

    /** What it needs of the engine. */
    record Parts(Disks disks, Blobs blobs, Records records) {}

    /**
     * How far it is.
     *
     * @param ofBlobs that lay on the disk when it began in this run
     * @param damaged that stay where they are, in this pass
     * @param waiting that no record names yet, in this pass
     * @param trouble why it does not get on; empty where it does
     */
    record Figures(
            long ofBlobs, long ofBytes, long movedBlobs, long movedBytes, long damaged, long waiting, String trouble) {
        JsonObject json() {
            JsonObject json = new JsonObject()
                    .put("of_blobs", ofBlobs)
                    .put("of_bytes", ofBytes)
                    .put("moved_blobs", movedBlobs)
                    .put("moved_bytes", movedBytes)
                    .put("damaged", damaged)
                    .put("waiting", waiting);
            return trouble.isEmpty() ? json : json.put("trouble", trouble);
        }

        private Figures moved(long bytes) {
            return new Figures(ofBlobs, ofBytes, movedBlobs + 1, movedBytes + bytes, damaged, waiting, "");
        }

        private Figures left(boolean isDamaged) {
            return new Figures(
                    ofBlobs,
                    ofBytes,
                    movedBlobs,
                    movedBytes,
                    damaged + (isDamaged ? 1 : 0),
                    waiting + (isDamaged ? 0 : 1),
                    trouble);
        }

        private Figures stuck(String why) {
            return new Figures(ofBlobs, ofBytes, movedBlobs, movedBytes, damaged, waiting, why);
        }

        private Figures again() {
            return new Figures(ofBlobs, ofBytes, movedBlobs, movedBytes, 0, 0, "");
        }
    }

    /**
     * What a step came to.
     *
     * @param bytes moved
     * @param pauseMillis until the next one has something to do
     */
    record Step(long bytes, long pauseMillis) {}

    DiskDrain(StoreDisk disk, Parts parts) {
        this.disk = disk;
        this.parts = parts;
        this.mover = new BlobMover(parts.blobs);
    }

    StoreDisk disk() {
        return disk;
    }

    Figures figures() {
        return figures;
    }

    /** Moves some blobs: one at least where there is one that can be, and no more when so many bytes have been. */
    Step step(long mostBytes) {
        try {
            if (!counted) {
                count();
            }
            return pass(mostBytes);
        } catch (StoreException e) {
            figures = figures.stuck(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            figures = figures.stuck(DiskFailure.words(e));
        }
        return new Step(NOTHING, AGAIN_MILLIS);
    }

    private void count() throws IOException {
        long blobs = 0;
        long bytes = 0;
        long last = 0;
        List<Long> page = disk.blobs().idsAfter(last, COUNT_PAGE);
        while (!page.isEmpty() && disk.isDraining()) {
            for (long id : page) {
                bytes += disk.blobs().storedBytes(id).orElse(0);
            }
            blobs += page.size();
            last = page.get(page.size() - 1);
            page = disk.blobs().idsAfter(last, COUNT_PAGE);
        }
        figures = new Figures(blobs, bytes, 0, 0, 0, 0, "");
        counted = true;
        LOG.info("the disk {} is drained: {} blobs of {} bytes are moved", disk.path(), blobs, bytes);
    }

    private Step pass(long mostBytes) throws IOException {
        List<Long> page = disk.blobs().idsAfter(after, PAGE);
        if (page.isEmpty()) {
            return endPass();
        }
        disk.drained(false);
        long moved = 0;
        for (long id : page) {
            moved += move(id);
            after = id;
            if (moved >= mostBytes || !disk.isDraining()) {
                break;
            }
        }
        return new Step(moved, 0);
    }

    private Step endPass() {
        boolean isEmpty = leftOfPass == 0 && after == 0 && disk.isIn();
        if (isEmpty && !disk.isDrained()) {
            disk.drained(true);
            LOG.info("the disk {} is drained: nothing lies on it any more", disk.path());
        }
        boolean movedAll = leftOfPass == 0 && after != 0;
        after = 0;
        leftOfPass = 0;
        if (movedAll && disk.isIn()) {
            return new Step(NOTHING, 0);
        }
        return new Step(NOTHING, isEmpty ? LATER_MILLIS : AGAIN_MILLIS);
    }

    /** @return bytes moved */
    private long move(long id) throws IOException {
        if (after == 0) {
            figures = figures.again();
        }
        OptionalLong bytes = disk.blobs().storedBytes(id);
        if (bytes.isEmpty()) {
            return NOTHING;
        }
        if (!parts.records.isNamed(id)) {
            leftOfPass++;
            figures = figures.left(false);
            return NOTHING;
        }
        if (mover.dropDuplicate(id, disk.blobs())) {
            figures = figures.moved(bytes.getAsLong());
            return NOTHING;
        }
        Placed placed = parts.disks.place(bytes.getAsLong());
        try {
            long moved = mover.move(id, disk.blobs(), placed.disk());
            placed.room().written(bytes.getAsLong());
            figures = figures.moved(bytes.getAsLong());
            if (!parts.records.isNamed(id)) {
                // It was deleted while it was copied.
                parts.blobs.delete(List.of(id));
            }
            return moved;
        } catch (DamagedBlobException e) {
            LOG.warn("a blob stays on {}: {}", disk.path(), e.getMessage());
            leftOfPass++;
            figures = figures.left(true);
            return NOTHING;
        } finally {
            placed.room().giveBack();
        }
    }
}
