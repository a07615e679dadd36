package dev.cistern.node.engine.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The key of an upload's record: 8 bytes of bucket id, the object's key in UTF-8, 8 bytes of the upload's number, so that
 * uploads lie in order of key and then of age.
 */
record UploadKey(long bucketId, String key, long upload) {
    private static final int FIXED_BYTES = 2 * Long.BYTES;

    byte[] encode() {
        byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(FIXED_BYTES + utf8.length)
                .putLong(bucketId)
                .put(utf8)
                .putLong(upload)
                .array();
    }

    static UploadKey decode(byte[] encoded) {
        ByteBuffer in = ByteBuffer.wrap(encoded);
        String key = new String(encoded, Long.BYTES, encoded.length - FIXED_BYTES, StandardCharsets.UTF_8);
        return new UploadKey(in.getLong(), key, in.getLong(encoded.length - Long.BYTES));
    }

    /** The key of a part's record: 8 bytes of the upload's number, 4 bytes of the part's. */
    static byte[] part(long upload, int number) {
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(upload)
                .putInt(number)
                .array();
    }
}
