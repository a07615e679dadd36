package dev.cistern.node.engine.blob;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.node.engine.blob.OpenSegment.Region;
import dev.cistern.node.engine.blob.SegmentCatalog.Known;
import dev.cistern.node.engine.blob.SegmentLane.Written;
import dev.cistern.node.engine.blob.SegmentState.Stage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Blobs of up to 1 MiB, many to a file: segments, which are filled from front to back, and an index that says which blob lies
 * where. Used by any thread; every method blocks on the disk.
 */
public final class Segments {
    /** Measured: one lane leaves the disk idle while its sync returns, more than two share its bandwidth. */
    private static final int LANES = 2;
    /** How often a blob may be moved between finding its place and opening its segment. */
    private static final int TRIES = 8;

    private final SegmentFolder folder;
    private final int endPage;
    private final long cacheBytes;
    private final Object changing =
            new Object(); // Held while segments are opened anew, and by whoever changes what they hold.
    private volatile SegmentCatalog catalog; // Changed under the lock of changes.
    private final LongSupplier keys;
    private final List<SegmentLane> lanes = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final List<OpenSegment> open = new ArrayList<>(); // Guarded by itself.
    private final LongAdder syncs = new LongAdder();
    private boolean writesEnded; // Used by who closes.

    private Segments(SegmentFolder folder, long segmentBytes, long cacheBytes, LongSupplier keys) throws IOException {
        this.folder = folder;
        this.cacheBytes = cacheBytes;
        this.keys = keys;
        this.endPage = (int) (segmentBytes / SegmentFormat.PAGE_BYTES);
        this.catalog = new SegmentRecovery(folder, cacheBytes).recover();
    }

    /**
     * Opens the segments in a folder, which is made where it is missing. What a crash left in segments that were being filled is
     * looked at, and nothing else.
     *
     * @param segmentBytes of which a new segment has at most so many
     * @param cacheBytes bound of the cache of the index
     */
    public static Segments open(Path root, long segmentBytes, long cacheBytes) throws IOException {
        return open(root, segmentBytes, cacheBytes, new SecureRandom()::nextLong);
    }

    /** @param keys gives each segment what tells its heads from bytes that look like one */
    static Segments open(Path root, long segmentBytes, long cacheBytes, LongSupplier keys) throws IOException {
        Segments segments = new Segments(SegmentFolder.make(root), segmentBytes, cacheBytes, keys);
        for (int number = 1; number <= LANES; number++) {
            segments.lanes.add(new SegmentLane(segments, number));
        }
        return segments;
    }

    /**
     * Opens all anew, as after a crash. What the disk forgot of the index while it was away is found again in the segments that were being
     * filled, as long as nothing is added to what it kept; so this comes before anything is written again. What is being written is given
     * up. May be repeated where it failed.
     */
    void recover() throws IOException {
        synchronized (changing) {
            synchronized (open) {
                open.forEach(OpenSegment::abandon);
            }
            catalog.abandon(); // From now on whoever asks it waits for the next.
            catalog = new SegmentRecovery(folder, cacheBytes).recover();
        }
    }

    /** Begins a blob of {@code length} bytes, at most 1 MiB. */
    BlobWriter create(long id, int length) throws IOException {
        SegmentLane lane = lane();
        return new SegmentWriter(this, lane, lane.reserve(SegmentFormat.pages(length)), id, length);
    }

    SegmentLane lane() {
        return lanes.get(Math.floorMod(turn.getAndIncrement(), lanes.size()));
    }

    /** Opens a blob; empty where none of this id lies in a segment. */
    Optional<BlobReader> open(long id) throws IOException, DamagedBlobException {
        return looking(now -> open(now, id));
    }

    private static Optional<BlobReader> open(SegmentCatalog catalog, long id) throws IOException, DamagedBlobException {
        Optional<Location> last = Optional.empty();
        for (int i = 0; i < TRIES; i++) {
            Optional<Location> found = catalog.place(id);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Optional<Known> segment = catalog.find(found.get().segment());
            if (segment.isPresent()) {
                try {
                    return Optional.of(SegmentReader.open(segment.get().file(), id, found.get()));
                } catch (NoSuchFileException e) {
                    if (found.equals(last)) {
                        throw e;
                    }
                }
            } else if (found.equals(last)) {
                throw new NoSuchFileException("segment " + found.get().segment());
            }
            last = found;
        }
        throw new NoSuchFileException("blob " + Long.toHexString(id) + " is moved faster than it can be opened");
    }

    private interface Look<T, E extends Exception> {
        T at(SegmentCatalog now) throws IOException, E;
    }

    /** Waits while all is opened anew, and looks again then. */
    private <T, E extends Exception> T looking(Look<T, E> look) throws IOException, E {
        SegmentCatalog asked = catalog;
        while (true) {
            try {
                return look.at(asked);
            } catch (IOException e) {
                asked = after(asked, e);
            }
        }
    }

    /**
     * The catalog that was opened since one was asked; waits where that goes on.
     *
     * @param failure of the one that was asked, thrown where none was
     */
    private SegmentCatalog after(SegmentCatalog asked, IOException failure) throws IOException {
        if (!asked.isAbandoned()) {
            throw failure;
        }
        synchronized (changing) {
            if (catalog == asked) {
                throw failure;
            }
            return catalog;
        }
    }

    boolean holds(long id) throws IOException {
        return place(id).isPresent();
    }

    private Optional<Location> place(long id) throws IOException {
        return looking(now -> now.place(id));
    }

    /** Bytes that a blob takes here; empty where it does not lie here. */
    OptionalLong storedBytes(long id) throws IOException {
        Optional<Location> found = place(id);
        return found.isPresent()
                ? OptionalLong.of((long) found.get().pages() * SegmentFormat.PAGE_BYTES)
                : OptionalLong.empty();
    }

    /** The ids of blobs here, in unsigned order, the first after {@code after}. */
    List<Long> idsAfter(long after, int atMost) throws IOException {
        return looking(now -> now.index().idsAfter(after, atMost));
    }

    /**
     * Lets go of blobs; who has one open reads on.
     *
     * @return how many of them were here
     */
    @CanIgnoreReturnValue
    int delete(Collection<Long> ids) throws IOException {
        synchronized (changing) {
            return catalog.delete(ids);
        }
    }

    /** What the segments hold. */
    public SegmentFigures figures() {
        int openPages = 0;
        synchronized (open) {
            for (OpenSegment segment : open) {
                openPages += segment.usedPages();
            }
        }
        return catalog.figures(openPages);
    }

    /** How often segments were put on the disk. */
    long syncs() {
        return syncs.sum();
    }

    SegmentCatalog catalog() {
        return catalog;
    }

    /** Makes a segment, which is there after a loss of power too. Nobody else waits for its syncs. */
    OpenSegment begin() throws IOException {
        while (true) {
            SegmentCatalog asked;
            FreshSegment fresh;
            synchronized (changing) {
                asked = catalog;
                fresh = FreshSegment.make(folder, asked.takeNumber(), keys.getAsLong());
            }
            IOException failure = null;
            try {
                fresh.force(folder);
            } catch (IOException e) {
                failure = e;
            }
            synchronized (changing) {
                if (catalog == asked) {
                    return begin(fresh, failure);
                }
            }
            // All was opened anew, and with it this file, as one that was being made before a crash.
            fresh.channel().close();
        }
    }

    private OpenSegment begin(FreshSegment fresh, @Nullable IOException failure) throws IOException {
        try {
            if (failure != null) {
                throw failure;
            }
            Known known = catalog.add(fresh.number(), SegmentState.fresh(fresh.key()));
            OpenSegment segment = new OpenSegment(known.file(), fresh.channel(), endPage, syncs);
            synchronized (open) {
                open.add(segment);
            }
            return segment;
        } catch (IOException e) {
            fresh.remove();
            throw e;
        }
    }

    /** Takes note of blobs that are on the disk. */
    void settle(OpenSegment segment, List<Written> blobs) throws IOException {
        synchronized (changing) {
            segment.requireWorking();
            catalog.settle(segment, blobs);
        }
    }

    /** Takes note of a blob that is not synced, and need not be. */
    void unforced(Written blob) throws IOException {
        Region region = blob.region();
        region.segment().written(region);
        try {
            settle(region.segment(), List.of(blob));
        } catch (IOException e) {
            region.segment().giveUp(region);
            throw e;
        }
        region.segment().known(region);
        blob.done().complete(null);
    }

    /** Gives what is full its end, and lets go of what holds nothing any more. Called by one thread, from time to time. */
    void tend() throws IOException {
        List<OpenSegment> complete;
        synchronized (open) {
            complete = open.stream().filter(OpenSegment::isComplete).toList();
        }
        for (OpenSegment segment : complete) {
            end(segment);
        }
        SegmentCatalog now = catalog;
        for (Known known : now.withoutBlobs()) {
            now.drop(known);
        }
    }

    /** Has segments that are being filled end here where much is in them and dead, so that it can be made room of. */
    void turnWasteful(int leastDeadPercent) {
        for (SegmentLane lane : lanes) {
            OpenSegment current = lane.current();
            if (current != null) {
                int live = catalog.find(current.file().number())
                        .map(known -> known.state().livePages())
                        .orElse(0);
                int used = current.usedPages();
                if (used > endPage / 4 && (used - live) * 100L > (long) used * leastDeadPercent) {
                    lane.turn();
                }
            }
        }
    }

    private void end(OpenSegment segment) throws IOException {
        try {
            if (!segment.hasFailed()) {
                segment.force();
                seal(segment);
            }
        } finally {
            synchronized (open) {
                open.remove(segment);
            }
            segment.close();
        }
    }

    private void seal(OpenSegment segment) throws IOException {
        synchronized (changing) {
            segment.requireWorking();
            catalog.seal(segment.file().number(), segment.end());
        }
    }

    /** Ends when all that was written is on the disk, and whoever waited for that was told. Nobody writes any more. */
    public void endWrites() throws InterruptedException {
        if (!writesEnded) {
            writesEnded = true;
            for (SegmentLane lane : lanes) {
                lane.turn();
                lane.close();
            }
        }
    }

    /** Ends the writes, if that was not done, and closes all files; what was begun and not ended is given up. */
    public void close() throws IOException, InterruptedException {
        endWrites();
        try {
            tend();
            synchronized (open) {
                for (OpenSegment segment : open) {
                    segment.close();
                }
                open.clear();
            }
        } finally {
            catalog.close();
        }
    }

    /** Whether all blobs of a segment are gone, and no more come. */
    static boolean isUnneeded(SegmentState state) {
        return state.stage() == Stage.SEALED && state.liveBlobs() == 0;
    }
}
