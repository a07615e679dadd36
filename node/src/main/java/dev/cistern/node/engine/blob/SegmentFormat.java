package dev.cistern.node.engine.blob;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A segment, byte for byte; {@code docs/formats/segment.md} is its description. A page that says what it is, then blobs, each
 * from the start of a page on: a head with the checksums of its blocks, and its bytes.
 */
final class SegmentFormat {
    static final int PAGE_BYTES = 4096;
    /** Blobs above this have a file of their own. */
    static final int MOST_BYTES = 1 << 20;

    static final int MOST_HEAD_BYTES = headBytes(MOST_BYTES);
    /** What a blob takes at most. */
    static final int MOST_PAGES = pages(MOST_BYTES);

    private static final long TITLE = 0x43_49_53_54_53_45_47_4DL; // "CISTSEGM"
    private static final long HEAD_TITLE = 0x43_49_53_54_48_45_41_44L; // "CISTHEAD"
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 36;
    private static final int CHECKSUMS_AT = 32;

    private static final ByteBuffer ZEROS =
            ByteBuffer.allocateDirect(PAGE_BYTES).asReadOnlyBuffer();

    private SegmentFormat() {}

    /** Bytes that fill a page; fewer than a page. */
    static ByteBuffer zeros(int bytes) {
        return ZEROS.slice(0, bytes);
    }

    /** Where a blob lies in a segment. */
    record Spot(long key, int page) {}

    /** What a head says. */
    record Head(long id, int length, ByteBuffer checksums) {
        int pages() {
            return SegmentFormat.pages(length);
        }
    }

    private static int blocks(int length) {
        return (length + BlobFormat.BLOCK_BYTES - 1) / BlobFormat.BLOCK_BYTES;
    }

    static int headBytes(int length) {
        return CHECKSUMS_AT + Integer.BYTES * blocks(length) + Integer.BYTES;
    }

    /** Pages that a blob takes. */
    static int pages(int length) {
        return (headBytes(length) + length + PAGE_BYTES - 1) / PAGE_BYTES;
    }

    /** Where the first byte of data lies in the file. */
    static long dataPosition(int page, int length) {
        return (long) page * PAGE_BYTES + headBytes(length);
    }

    /** The first page of a segment. */
    static ByteBuffer header(int number, long key) {
        ByteBuffer page = ByteBuffer.allocate(PAGE_BYTES)
                .putLong(TITLE)
                .putInt(VERSION)
                .putInt(BlobFormat.BLOCK_BYTES)
                .putLong(number)
                .putLong(key);
        page.putInt(BlobFormat.checksum(page.slice(0, HEADER_BYTES - Integer.BYTES)));
        return page.clear();
    }

    /** The key in the first page of a segment; empty where that is damaged, or of another segment. */
    static Optional<Long> key(ByteBuffer header, int number) {
        if (header.limit() < HEADER_BYTES) {
            return Optional.empty();
        }
        long key = header.getLong(24);
        return header.slice(0, HEADER_BYTES).equals(header(number, key).slice(0, HEADER_BYTES))
                ? Optional.of(key)
                : Optional.empty();
    }

    /**
     * What lies before the bytes of a blob.
     *
     * @param checksums of its blocks, which are all there
     */
    static ByteBuffer head(Spot spot, long id, int length, ByteBuffer checksums) {
        ByteBuffer head = ByteBuffer.allocate(headBytes(length))
                .putLong(HEAD_TITLE)
                .putLong(id)
                .putLong(spot.key)
                .putInt(spot.page)
                .putInt(length)
                .put(checksums.duplicate());
        head.putInt(BlobFormat.checksum(head.slice(0, head.position())));
        return head.flip();
    }

    /**
     * Reads a head.
     *
     * @param from at least as long as the head, if there is one
     * @return empty where there is none, or one that is damaged or belongs elsewhere
     */
    static Optional<Head> readHead(ByteBuffer from, Spot spot) {
        if (from.limit() < headBytes(0) || from.getLong(0) != HEAD_TITLE) {
            return Optional.empty();
        }
        int length = from.getInt(28);
        if (from.getLong(16) != spot.key || from.getInt(24) != spot.page || length < 0 || length > MOST_BYTES) {
            return Optional.empty();
        }
        int end = headBytes(length) - Integer.BYTES;
        if (from.limit() < end + Integer.BYTES || BlobFormat.checksum(from.slice(0, end)) != from.getInt(end)) {
            return Optional.empty();
        }
        return Optional.of(new Head(from.getLong(8), length, from.slice(CHECKSUMS_AT, end - CHECKSUMS_AT)));
    }

    /** Whether the bytes are those whose checksums a head has. */
    static boolean isWhole(Head head, ByteBuffer data) {
        for (int at = 0; at < head.length; at += BlobFormat.BLOCK_BYTES) {
            int bytes = Math.min(BlobFormat.BLOCK_BYTES, head.length - at);
            if (BlobFormat.checksum(data.slice(at, bytes))
                    != head.checksums.getInt(at / BlobFormat.BLOCK_BYTES * Integer.BYTES)) {
                return false;
            }
        }
        return true;
    }
}
