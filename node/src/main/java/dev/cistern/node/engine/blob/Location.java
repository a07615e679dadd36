package dev.cistern.node.engine.blob;

import java.nio.ByteBuffer;

/**
 * Where a blob lies.
 *
 * @param segment number of the segment
 * @param page of the segment that it begins with
 * @param length bytes of data
 */
record Location(int segment, int page, int length) {
    private static final int BYTES = 3 * Integer.BYTES;

    int pages() {
        return SegmentFormat.pages(length);
    }

    byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .putInt(segment)
                .putInt(page)
                .putInt(length)
                .array();
    }

    static Location decode(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        return new Location(in.getInt(), in.getInt(), in.getInt());
    }
}
