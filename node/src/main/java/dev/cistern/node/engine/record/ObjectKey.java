package dev.cistern.node.engine.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The key of an object's record: 8 bytes of bucket id, big-endian, then the object's key in UTF-8. */
public record ObjectKey(long bucketId, String key) {

    byte[] encode() {
        byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + utf8.length)
                .putLong(bucketId)
                .put(utf8)
                .array();
    }

    static ObjectKey decode(byte[] encoded) {
        String key = new String(encoded, Long.BYTES, encoded.length - Long.BYTES, StandardCharsets.UTF_8);
        return new ObjectKey(ByteBuffer.wrap(encoded).getLong(), key);
    }

    /** What every key of a bucket begins with. */
    static byte[] bucketPrefix(long bucketId) {
        return ByteBuffer.allocate(Long.BYTES).putLong(bucketId).array();
    }
}
