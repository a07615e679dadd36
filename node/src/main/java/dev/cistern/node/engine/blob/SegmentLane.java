package dev.cistern.node.engine.blob;

import dev.cistern.node.engine.blob.OpenSegment.Region;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the segments being filled at a time, and a thread that syncs it and makes the next: one sync for all who wait, and whoever comes while that
 * runs goes into the next. Used by any thread.
 */
final class SegmentLane {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentLane.class);
    private static final int QUEUE = 4096;
    private static final int MOST_AT_ONCE = 1024;

    private final Segments segments;
    private final BlockingQueue<Optional<Written>> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread;
    private @Nullable OpenSegment current; // Guarded by this.
    private @Nullable OpenSegment next; // Guarded by this; there once the current one is half full.

    /**
     * A blob that is written and not synced.
     *
     * @param from where it lay until now, if it is being moved: it is let go of if it lies there no more
     */
    record Written(Region region, long id, int length, Optional<Location> from, CompletableFuture<Void> done) {
        Location to() {
            return new Location(region.segment().file().number(), region.page(), length);
        }
    }

    SegmentLane(Segments segments, int number) {
        this.segments = segments;
        this.thread = new Thread(this::run, "cistern-sync-" + number);
        thread.setDaemon(true);
        thread.start();
    }

    /** Pages for a blob, in the segment that is being filled or in a new one. */
    synchronized Region reserve(int pages) throws IOException {
        Optional<Region> region = reserveIn(current, pages);
        if (region.isEmpty()) {
            current = next;
            next = null;
            region = reserveIn(current, pages);
        }
        if (region.isEmpty()) {
            current = null;
            OpenSegment fresh = segments.begin();
            current = fresh;
            region = fresh.reserve(pages);
        }
        return region.orElseThrow(() -> new IOException("a new segment has no room"));
    }

    private static Optional<Region> reserveIn(@Nullable OpenSegment segment, int pages) {
        return segment == null ? Optional.empty() : segment.reserve(pages);
    }

    /** Makes the next segment while this one has room, so that none of those who write waits for its syncs. */
    private void prepare() {
        synchronized (this) {
            if (next != null || current == null || !current.isHalfFull()) {
                return;
            }
        }
        try {
            OpenSegment fresh = segments.begin();
            synchronized (this) {
                next = fresh;
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("the next segment could not be made; who needs it tries it again: {}", e.toString());
        }
    }

    /** Fills no longer what it fills now. */
    synchronized void turn() {
        if (current != null) {
            current.fill();
            current = null;
        }
    }

    synchronized @Nullable OpenSegment current() {
        return current;
    }

    /** Has a blob synced, and then found. Waits where too many wait already. */
    void submit(Written blob) throws IOException {
        blob.region().segment().written(blob.region());
        try {
            queue.put(Optional.of(blob));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a sync");
        }
    }

    /** Ends when all that was submitted is done. */
    void close() throws InterruptedException {
        queue.put(Optional.empty());
        thread.join();
        synchronized (this) {
            if (next != null) {
                next.fill();
                next = null;
            }
        }
    }

    private void run() {
        try {
            boolean last = false;
            while (!last) {
                List<Optional<Written>> waiting = new ArrayList<>();
                waiting.add(queue.take());
                queue.drainTo(waiting, MOST_AT_ONCE);
                last = waiting.contains(Optional.<Written>empty());
                sync(waiting.stream().flatMap(Optional::stream).toList());
                if (!last) {
                    prepare();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sync(List<Written> blobs) {
        Map<OpenSegment, List<Written>> bySegment = new HashMap<>();
        blobs.forEach(blob -> bySegment
                .computeIfAbsent(blob.region().segment(), first -> new ArrayList<>())
                .add(blob));
        bySegment.forEach((segment, written) -> {
            try {
                segment.force();
                segments.settle(segment, written);
                written.forEach(blob -> {
                    segment.known(blob.region());
                    blob.done().complete(null);
                });
            } catch (IOException | RuntimeException e) {
                written.forEach(blob -> {
                    segment.giveUp(blob.region());
                    blob.done().completeExceptionally(e);
                });
            }
        });
    }
}
