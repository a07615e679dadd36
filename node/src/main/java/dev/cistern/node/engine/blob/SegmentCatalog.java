package dev.cistern.node.engine.blob;

import dev.cistern.node.engine.blob.SegmentIndex.Batch;
import dev.cistern.node.engine.blob.SegmentLane.Written;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All segments and what the index knows of them. Changes come one at a time, under the lock of this; each is one batch of the index,
 * so that counts and blobs always fit each other. Blocks on the disk.
 */
final class SegmentCatalog {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentCatalog.class);
    private static final int MOST_IDLE = 256;

    private final SegmentFolder folder;
    private final SegmentIndex index;
    private final SegmentFile.Idle idle = new SegmentFile.Idle(MOST_IDLE);
    private final Map<Integer, Known> segments = new ConcurrentSkipListMap<>();
    private int lastNumber; // Guarded by this.
    private volatile long movedBytes; // Changed under the lock of this.
    private volatile boolean abandoned; // Once true, always true.

    /** A segment. */
    static final class Known {
        private final SegmentFile file;
        private volatile SegmentState state; // Changed under the lock of the catalog.
        private volatile boolean isStuck;

        Known(SegmentFile file, SegmentState state) {
            this.file = file;
            this.state = state;
        }

        SegmentFile file() {
            return file;
        }

        SegmentState state() {
            return state;
        }

        /** Something in it is damaged, so that it cannot be emptied. */
        void stuck() {
            isStuck = true;
        }

        boolean isStuck() {
            return isStuck;
        }
    }

    SegmentCatalog(SegmentFolder folder, SegmentIndex index) {
        this.folder = folder;
        this.index = index;
    }

    SegmentIndex index() {
        return index;
    }

    /** Where a blob lies; without asking the index where there is no segment at all. */
    Optional<Location> place(long id) throws IOException {
        return segments.isEmpty() ? Optional.empty() : index.find(id);
    }

    Optional<Known> find(int number) {
        return Optional.ofNullable(segments.get(number));
    }

    Collection<Known> all() {
        return segments.values();
    }

    List<Known> withoutBlobs() {
        return segments.values().stream()
                .filter(known -> Segments.isUnneeded(known.state))
                .toList();
    }

    synchronized int takeNumber() throws IOException {
        if (lastNumber == Integer.MAX_VALUE) {
            throw new IOException("all numbers for segments are used up");
        }
        return ++lastNumber;
    }

    /** Takes up a segment that the index knows already, or one whose file is found. */
    synchronized Known takeUp(int number, SegmentState state) {
        lastNumber = Math.max(lastNumber, number);
        Known known = new Known(new SegmentFile(number, state.key(), folder.path(number), idle), state);
        segments.put(number, known);
        return known;
    }

    /** No segment ever again gets a number up to this. */
    synchronized void skip(int number) {
        lastNumber = Math.max(lastNumber, number);
    }

    synchronized Known add(int number, SegmentState state) throws IOException {
        Batch batch = new Batch();
        batch.put(number, state);
        index.write(batch);
        return takeUp(number, state);
    }

    /** Changes that are made together: of blobs, and what becomes of the segments by them. Under the lock of the catalog. */
    private final class Change {
        private final Batch batch = new Batch();
        private final Map<Integer, SegmentState> states = new HashMap<>();
        private final Map<Long, Optional<Location>> places = new HashMap<>();

        Optional<Location> find(long id) throws IOException {
            Optional<Location> changed = places.get(id);
            return changed != null ? changed : place(id);
        }

        void leave(long id, Location from) {
            update(from.segment(), -1, -from.pages());
            batch.delete(id);
            places.put(id, Optional.empty());
        }

        void enter(long id, Location to) {
            update(to.segment(), 1, to.pages());
            batch.put(id, to);
            places.put(id, Optional.of(to));
        }

        void settled(int segment, int pages) {
            state(segment).ifPresent(state -> states.put(segment, state.settled(pages)));
        }

        private void update(int segment, int blobs, int pages) {
            state(segment).ifPresent(state -> states.put(segment, state.with(blobs, pages)));
        }

        private Optional<SegmentState> state(int segment) {
            return Optional.ofNullable(states.get(segment))
                    .or(() -> SegmentCatalog.this.find(segment).map(Known::state));
        }

        void set(int segment, SegmentState state) {
            states.put(segment, state);
        }

        void write() throws IOException {
            states.forEach(batch::put);
            index.write(batch);
            states.forEach((number, state) -> SegmentCatalog.this.find(number).ifPresent(known -> known.state = state));
        }
    }

    /** Takes note of blobs that were written; one that was to be moved, and is gone meanwhile, stays gone. */
    synchronized void settle(OpenSegment segment, List<Written> blobs) throws IOException {
        Change change = new Change();
        long moved = 0;
        for (Written blob : blobs) {
            Optional<Location> before = change.find(blob.id());
            if (blob.from().isPresent() && !blob.from().equals(before)) {
                continue;
            }
            before.ifPresent(old -> change.leave(blob.id(), old));
            change.enter(blob.id(), blob.to());
            moved += blob.from().isPresent() ? (long) blob.to().pages() * SegmentFormat.PAGE_BYTES : 0;
        }
        change.settled(segment.file().number(), segment.settledPages());
        change.write();
        movedBytes += moved;
    }

    synchronized int delete(Collection<Long> ids) throws IOException {
        Change change = new Change();
        int found = 0;
        for (long id : ids) {
            Optional<Location> place = change.find(id);
            if (place.isPresent()) {
                change.leave(id, place.get());
                found++;
            }
        }
        if (found > 0) {
            change.write();
        }
        return found;
    }

    /** What a search in a segment came to: these blobs lie there, and those do not. */
    synchronized void found(int number, Map<Long, Location> whole, Map<Long, Location> torn, int end)
            throws IOException {
        Change change = new Change();
        for (Map.Entry<Long, Location> blob : whole.entrySet()) {
            Optional<Location> before = change.find(blob.getKey());
            if (!before.equals(Optional.of(blob.getValue()))) {
                before.ifPresent(old -> change.leave(blob.getKey(), old));
                change.enter(blob.getKey(), blob.getValue());
            }
        }
        for (Map.Entry<Long, Location> blob : torn.entrySet()) {
            if (change.find(blob.getKey()).equals(Optional.of(blob.getValue()))) {
                change.leave(blob.getKey(), blob.getValue());
            }
        }
        change.state(number).ifPresent(state -> change.set(number, state.sealed(end)));
        change.write();
    }

    synchronized void seal(int number, int end) throws IOException {
        Change change = new Change();
        change.state(number).ifPresent(state -> change.set(number, state.sealed(end)));
        change.write();
    }

    /** Removes a segment that holds no blob and gets none. That it may go is on the disk before it goes. */
    void drop(Known known) throws IOException {
        int number = known.file.number();
        synchronized (this) {
            Change change = new Change();
            change.set(number, known.state.dropped());
            change.write();
        }
        index.sync();
        known.file.drop();
        synchronized (this) {
            segments.remove(number);
            Batch forgotten = new Batch();
            forgotten.forget(number);
            index.write(forgotten);
        }
    }

    /** @param openPages pages used in segments that are being filled */
    SegmentFigures figures(long openPages) {
        long blobs = 0;
        long live = 0;
        long all = openPages;
        int count = 0;
        for (Known known : segments.values()) {
            SegmentState state = known.state;
            count++;
            blobs += state.liveBlobs();
            live += state.livePages();
            all += state.stage() == SegmentState.Stage.SEALED ? state.settledPages() - 1 : 0;
        }
        return new SegmentFigures(
                count,
                blobs,
                live * SegmentFormat.PAGE_BYTES,
                Math.max(0, all - live) * SegmentFormat.PAGE_BYTES,
                movedBytes);
    }

    /** Closes all without a word to the disk. May be repeated. */
    void abandon() {
        abandoned = true;
        try {
            idle.closeAll();
        } catch (IOException e) {
            LOG.debug("closing what was open on a disk that was away: {}", e.toString());
        } finally {
            index.close();
        }
    }

    boolean isAbandoned() {
        return abandoned;
    }

    void close() throws IOException {
        try {
            index.sync();
            idle.closeAll();
        } finally {
            index.close();
        }
    }
}
