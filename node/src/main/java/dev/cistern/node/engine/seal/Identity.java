package dev.cistern.node.engine.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Which object a data key is of; a wrapped key that was moved to another object does not open there.
 *
 * @param bucketId never reused
 * @param key of the object
 */
public record Identity(long bucketId, String key) {

    byte[] encode() {
        byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + utf8.length)
                .putLong(bucketId)
                .put(utf8)
                .array();
    }
}
