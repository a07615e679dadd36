package dev.cistern.node.engine.blob;

import dev.cistern.node.engine.blob.SegmentFormat.Head;
import dev.cistern.node.engine.blob.SegmentFormat.Spot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the blobs in a segment by what is in it alone. Where there is no head, it looks at the next page: a region that was given out
 * and never ended has none. Used by one thread; blocks on the disk.
 */
final class SegmentScan {
    private static final int WINDOW_BYTES = 4 << 20;

    private final FileChannel channel;
    private final int number;
    private final long key;
    private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW_BYTES);
    private long windowStart = -1;
    private final Map<Long, Location> whole = new LinkedHashMap<>();
    private final Map<Long, Location> torn = new LinkedHashMap<>();
    private int end;

    /**
     * What was found.
     *
     * @param whole blobs, each block verified
     * @param torn blobs that have a head, and not the bytes it is of
     * @param end page behind the last whole blob
     */
    record Result(Map<Long, Location> whole, Map<Long, Location> torn, int end) {}

    private SegmentScan(FileChannel channel, int number, long key, int from) {
        this.channel = channel;
        this.number = number;
        this.key = key;
        this.end = from;
    }

    /** @param from page to begin with */
    static Result of(FileChannel channel, int number, long key, int from) throws IOException {
        SegmentScan scan = new SegmentScan(channel, number, key, from);
        int pages = (int) ((channel.size() + SegmentFormat.PAGE_BYTES - 1) / SegmentFormat.PAGE_BYTES);
        for (int page = from; page < pages; ) {
            page += scan.look(page);
        }
        return new Result(scan.whole, scan.torn, scan.end);
    }

    /** @return pages to go on */
    private int look(int page) throws IOException {
        ByteBuffer bytes = at(page);
        Optional<Head> found = SegmentFormat.readHead(bytes, new Spot(key, page));
        if (found.isEmpty()) {
            return 1;
        }
        Head head = found.get();
        Location location = new Location(number, page, head.length());
        int dataAt = SegmentFormat.headBytes(head.length());
        boolean isWhole = bytes.limit() >= dataAt + head.length()
                && SegmentFormat.isWhole(head, bytes.slice(dataAt, head.length()));
        if (!isWhole) {
            torn.put(head.id(), location);
            return 1;
        }
        whole.put(head.id(), location);
        end = page + head.pages();
        return head.pages();
    }

    /** The bytes from a page on: those of the longest blob, or up to the end of the file. */
    private ByteBuffer at(int page) throws IOException {
        long position = (long) page * SegmentFormat.PAGE_BYTES;
        int wanted =
                (int) Math.min(channel.size() - position, (long) SegmentFormat.MOST_PAGES * SegmentFormat.PAGE_BYTES);
        if (windowStart < 0 || position < windowStart || position + wanted > windowStart + window.limit()) {
            window.clear();
            while (window.hasRemaining() && channel.read(window, position + window.position()) > 0) {
                // Until it is full, or the file ends.
            }
            window.flip();
            windowStart = position;
        }
        int start = (int) (position - windowStart);
        return window.slice(start, Math.min(wanted, window.limit() - start));
    }
}
