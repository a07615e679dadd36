package dev.cistern.node.engine.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A segment that is being filled, from front to back: whoever has a region of it writes there, at the same time as others
 * elsewhere. Guarded by itself; {@link #force} blocks nobody else.
 */
final class OpenSegment {
    private final SegmentFile file;
    private final FileChannel channel;
    private final int endPage;
    private final LongAdder syncs;
    private final Object cursor = new Object(); // Held while the channel's own position is used.
    private final TreeMap<Integer, Region> unsettled = new TreeMap<>();
    private final Set<Region> written = new HashSet<>(); // Of the unsettled; not synced yet.
    private final Set<Integer> busy = new HashSet<>(); // Pages where regions begin of which the index is to be told.
    private int nextPage = 1;
    private boolean full; // Once true, always true.
    private @Nullable IOException
            failure; // Once there, always there: after a failed sync nothing in it can be believed.

    /** Pages of a segment that belong to one blob. */
    record Region(OpenSegment segment, int page, int pages) {
        SegmentFormat.Spot spot() {
            return new SegmentFormat.Spot(segment.file.key(), page);
        }
    }

    /**
     * Takes charge of the channel.
     *
     * @param channel to write to a file that holds its first page alone
     * @param syncs counts how often it is put on the disk
     */
    OpenSegment(SegmentFile file, FileChannel channel, int endPage, LongAdder syncs) {
        this.file = file;
        this.channel = channel;
        this.endPage = endPage;
        this.syncs = syncs;
    }

    SegmentFile file() {
        return file;
    }

    /** Pages for a blob; empty when there are not so many left, or the disk failed: then nobody gets any more. */
    synchronized Optional<Region> reserve(int pages) {
        if (full || failure != null || nextPage + pages > endPage) {
            full = true;
            return Optional.empty();
        }
        Region region = new Region(this, nextPage, pages);
        nextPage += pages;
        unsettled.put(region.page, region);
        busy.add(region.page);
        return Optional.of(region);
    }

    /** Gives out no more pages. */
    synchronized void fill() {
        full = true;
    }

    /** Writes bytes into a region, of which nothing else is written now. */
    void write(Region region, int offset, ByteBuffer... buffers) throws IOException {
        synchronized (cursor) {
            var unused = channel.position((long) region.page * SegmentFormat.PAGE_BYTES + offset);
            for (int first = 0; first < buffers.length; ) {
                if (buffers[first].hasRemaining()) {
                    channel.write(buffers, first, buffers.length - first);
                } else {
                    first++;
                }
            }
        }
    }

    /** A blob is written, and not synced yet. */
    synchronized void written(Region region) {
        written.add(region);
    }

    /** No blob comes to be in the region. */
    synchronized void giveUp(Region region) {
        settle(region);
        busy.remove(region.page);
    }

    /** The index knows of the blob in the region. */
    synchronized void known(Region region) {
        busy.remove(region.page);
    }

    private void settle(Region region) {
        written.remove(region);
        unsettled.remove(region.page);
    }

    /**
     * Puts on the disk all that was written before.
     *
     * @throws IOException also where that failed once: the kernel may have dropped what it was to write
     */
    void force() throws IOException {
        List<Region> covered;
        synchronized (this) {
            requireWorking();
            covered = new ArrayList<>(written);
        }
        try {
            channel.force(false);
            syncs.increment();
        } catch (IOException e) {
            synchronized (this) {
                failure = e;
                full = true;
            }
            throw e;
        }
        synchronized (this) {
            covered.forEach(this::settle);
        }
    }

    /** Nothing that is written into it from now on, or was and is not known to the index, is believed. */
    synchronized void abandon() {
        if (failure == null) {
            failure = new IOException("the disk was away");
        }
        full = true;
    }

    /** @throws IOException where a sync failed once, or the disk was away */
    synchronized void requireWorking() throws IOException {
        if (failure != null) {
            throw new IOException(file.path() + " takes no more: " + failure.getMessage(), failure);
        }
    }

    /** Up to where nothing is to be expected any more: what is there is on the disk. */
    synchronized int settledPages() {
        return unsettled.isEmpty() ? nextPage : unsettled.firstKey();
    }

    /** Whether nothing is written into it any more, and the index knows of all that was. */
    synchronized boolean isComplete() {
        return full && busy.isEmpty();
    }

    synchronized boolean isHalfFull() {
        return nextPage > endPage / 2;
    }

    /** Pages given out until now. */
    synchronized int usedPages() {
        return nextPage - 1;
    }

    synchronized boolean hasFailed() {
        return failure != null;
    }

    /** Cuts off what was never used. All is synced and nobody writes. */
    int end() throws IOException {
        int end;
        synchronized (this) {
            end = nextPage;
        }
        long bytes = (long) end * SegmentFormat.PAGE_BYTES;
        if (channel.size() > bytes) {
            var unused = channel.truncate(bytes);
        }
        return end;
    }

    void close() throws IOException {
        channel.close();
    }
}
