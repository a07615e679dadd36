package dev.cistern.node.engine.blob;

import dev.cistern.node.engine.blob.OpenSegment.Region;
import dev.cistern.node.engine.blob.SegmentCatalog.Known;
import dev.cistern.node.engine.blob.SegmentFormat.Head;
import dev.cistern.node.engine.blob.SegmentFormat.Spot;
import dev.cistern.node.engine.blob.SegmentLane.Written;
import dev.cistern.node.engine.blob.SegmentState.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties segments of which too little is alive: what is alive is verified and written again elsewhere, and when all of it is on the
 * disk there, the segment goes. A blob is found in the one place until it is found in the other; a crash leaves it in one of them, or
 * in both, which are alike. Used by one thread; blocks on the disk.
 */
final class Compaction {
    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

    private final Segments segments;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(SegmentFormat.MOST_PAGES * SegmentFormat.PAGE_BYTES);
    private @Nullable Victim victim;

    /** A segment that is being emptied. */
    private static final class Victim {
        private final Known known;
        private final int endPage;
        private CompletableFuture<Void> moves = CompletableFuture.completedFuture(null);
        private int nextPage = 1;
        private boolean failed;

        Victim(Known known) {
            this.known = known;
            this.endPage = known.state().settledPages();
        }

        boolean isLookedThrough() {
            return failed || nextPage >= endPage;
        }
    }

    Compaction(Segments segments) {
        this.segments = segments;
    }

    /**
     * Moves blobs of one segment.
     *
     * @param belowPercent a segment is emptied where less than this of it is alive
     * @param bytes to be moved before it ends; the last blob may exceed it
     * @return bytes moved; 0 where there is nothing to be moved, or what was moved is not on the disk yet
     */
    long step(int belowPercent, long bytes) throws IOException {
        Optional<Victim> now = current(belowPercent);
        return now.isPresent() && !now.get().isLookedThrough() ? move(now.get(), bytes) : 0;
    }

    /** Completes, in one way or the other, when what was moved until now is on the disk. */
    CompletableFuture<Void> moves() {
        return victim == null ? CompletableFuture.completedFuture(null) : victim.moves;
    }

    /** The segment that is being emptied, or the next. */
    private Optional<Victim> current(int belowPercent) throws IOException {
        if (victim != null && !isKnown(victim.known)) {
            // All was opened anew meanwhile.
            victim = null;
        }
        Victim now = victim;
        if (now != null && now.known.state().stage() == Stage.SEALED && !now.isLookedThrough()) {
            return Optional.of(now);
        }
        if (now != null && !now.moves.isDone()) {
            return Optional.of(now);
        }
        if (now != null) {
            victim = null;
            end(now);
        }
        victim = choose(belowPercent).map(Victim::new).orElse(null);
        return Optional.ofNullable(victim);
    }

    private boolean isKnown(Known known) {
        return segments.catalog()
                .find(known.file().number())
                .filter(now -> now == known)
                .isPresent();
    }

    private long move(Victim from, long bytes) throws IOException {
        long moved = 0;
        FileChannel channel;
        try {
            channel = from.known.file().acquire();
        } catch (NoSuchFileException e) {
            // Its last blob was deleted.
            from.nextPage = from.endPage;
            return 0;
        }
        try {
            while (moved < bytes && !from.isLookedThrough()) {
                moved += look(from, channel);
            }
            return moved;
        } catch (IOException e) {
            from.failed = true;
            throw e;
        } finally {
            from.known.file().release();
        }
    }

    private Optional<Known> choose(int belowPercent) {
        return segments.catalog().all().stream()
                .filter(known -> known.state().stage() == Stage.SEALED && !known.isStuck())
                .filter(known -> alive(known.state()) * 100 < belowPercent)
                .min(Comparator.comparingDouble(known -> alive(known.state())));
    }

    private static double alive(SegmentState state) {
        return state.livePages() / (double) Math.max(1, state.settledPages() - 1);
    }

    /** Looks at the next page: moves the blob that begins there, if one does that is alive. */
    private long look(Victim from, FileChannel channel) throws IOException {
        int page = from.nextPage;
        SegmentFile file = from.known.file();
        read(channel, page, 0, SegmentFormat.PAGE_BYTES);
        Optional<Head> found = SegmentFormat.readHead(buffer.slice(0, buffer.limit()), new Spot(file.key(), page));
        if (found.isEmpty()) {
            from.nextPage++;
            return 0;
        }
        long id = found.get().id();
        Location location = new Location(file.number(), page, found.get().length());
        if (!segments.catalog().index().find(id).equals(Optional.of(location))) {
            from.nextPage++;
            return 0;
        }
        int bytes = SegmentFormat.headBytes(location.length()) + location.length();
        read(channel, page, SegmentFormat.PAGE_BYTES, bytes);
        Optional<Head> whole = SegmentFormat.readHead(buffer.slice(0, buffer.limit()), new Spot(file.key(), page))
                .filter(head -> buffer.limit() >= bytes && SegmentFormat.isWhole(head, data(location)));
        if (whole.isEmpty()) {
            LOG.error("blob {} at page {} of {} is damaged; it stays there", Long.toHexString(id), page, file.path());
            from.nextPage++;
            return 0;
        }
        move(from, whole.get(), location);
        from.nextPage += location.pages();
        return (long) location.pages() * SegmentFormat.PAGE_BYTES;
    }

    private ByteBuffer data(Location location) {
        return buffer.slice(SegmentFormat.headBytes(location.length()), location.length());
    }

    /** Fills the buffer up to {@code end}, or the end of the file; what is in it up to {@code from} is of this page already. */
    private void read(FileChannel channel, int page, int from, int end) throws IOException {
        buffer.limit(Math.max(from, end)).position(Math.min(from, buffer.limit()));
        long start = (long) page * SegmentFormat.PAGE_BYTES;
        while (buffer.hasRemaining() && channel.read(buffer, start + buffer.position()) > 0) {
            // Until it is full, or the file ends.
        }
        buffer.flip();
    }

    private void move(Victim from, Head head, Location location) throws IOException {
        SegmentLane lane = segments.lane();
        Region region = lane.reserve(location.pages());
        Written moved =
                new Written(region, head.id(), location.length(), Optional.of(location), new CompletableFuture<>());
        try {
            int padding = location.pages() * SegmentFormat.PAGE_BYTES
                    - SegmentFormat.headBytes(location.length())
                    - location.length();
            region.segment()
                    .write(
                            region,
                            0,
                            SegmentFormat.head(region.spot(), head.id(), location.length(), head.checksums()),
                            data(location),
                            SegmentFormat.zeros(padding));
            lane.submit(moved);
            from.moves = CompletableFuture.allOf(from.moves, moved.done());
        } catch (IOException e) {
            region.segment().giveUp(region);
            throw e;
        }
    }

    private void end(Victim emptied) throws IOException {
        if (emptied.failed || emptied.moves.isCompletedExceptionally()) {
            throw new IOException("not all blobs of " + emptied.known.file().path() + " could be moved");
        }
        if (emptied.known.state().stage() == Stage.SEALED && !Segments.isUnneeded(emptied.known.state())) {
            emptied.known.stuck();
            LOG.error(
                    "{} keeps {} blobs that cannot be moved",
                    emptied.known.file().path(),
                    emptied.known.state().liveBlobs());
        }
        segments.tend();
    }
}
