package dev.cistern.node.engine.record;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The key of a version's record: 8 bytes of bucket id, the object's key in UTF-8 with 0xFF behind each zero byte, two zero
 * bytes, and the inverse of the version's number in 8 bytes; so that versions lie in the order of {@link ObjectKey}, and
 * those of one key newest first.
 */
public record VersionKey(long bucketId, String key, long number) {
    private static final int END_BYTES = 2;

    byte[] encode() {
        byte[] beginning = beginning(bucketId, utf8(key));
        return ByteBuffer.allocate(beginning.length + END_BYTES + Long.BYTES)
                .put(beginning)
                .putShort((short) 0)
                .putLong(~number)
                .array();
    }

    static VersionKey decode(byte[] encoded) {
        ByteBuffer in = ByteBuffer.wrap(encoded);
        return new VersionKey(
                in.getLong(),
                new String(rawKey(encoded), StandardCharsets.UTF_8),
                ~in.getLong(encoded.length - Long.BYTES));
    }

    /** The UTF-8 bytes of the object's key. */
    static byte[] rawKey(byte[] encoded) {
        int end = encoded.length - Long.BYTES - END_BYTES;
        byte[] raw = new byte[end - Long.BYTES];
        int length = 0;
        for (int at = Long.BYTES; at < end; at++) {
            raw[length++] = encoded[at];
            if (encoded[at] == 0) {
                at++;
            }
        }
        return Arrays.copyOf(raw, length);
    }

    static long number(byte[] encoded) {
        return ~ByteBuffer.wrap(encoded).getLong(encoded.length - Long.BYTES);
    }

    /** What the keys of all versions begin with whose object's key begins with these bytes. */
    static byte[] beginning(long bucketId, byte[] rawKey) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Long.BYTES + rawKey.length);
        out.writeBytes(ObjectKey.bucketPrefix(bucketId));
        for (byte next : rawKey) {
            out.write(next);
            if (next == 0) {
                out.write(0xff);
            }
        }
        return out.toByteArray();
    }

    /** What the keys of all versions of one object begin with. */
    static byte[] allOf(ObjectKey object) {
        byte[] beginning = beginning(object.bucketId(), utf8(object.key()));
        return Arrays.copyOf(beginning, beginning.length + END_BYTES);
    }

    private static byte[] utf8(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
