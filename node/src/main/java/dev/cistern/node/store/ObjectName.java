package dev.cistern.node.store;

import dev.cistern.node.store.StoreException.Code;
import java.nio.charset.StandardCharsets;

/**
 * An object's place: its bucket and its key.
 *
 * @param key 1–1,024 UTF-8 bytes, kept exactly as sent: nothing is normalised; no half
 *     surrogate pairs, which UTF-8 cannot keep
 */
public record ObjectName(BucketName bucket, String key) {
    /** The S3 limit: 1,024 bytes of UTF-8. */
    public static final int MAX_KEY_BYTES = 1024;

    /** @throws StoreException {@link Code#INVALID_KEY} for an empty or too long key, or one that is not Unicode text */
    public ObjectName {
        if (key.isEmpty()) {
            throw new StoreException(Code.INVALID_KEY, "object key must not be empty");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(key)) {
            throw new StoreException(Code.INVALID_KEY, "object key is not Unicode text: it holds half a character");
        }
        int length = key.getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_KEY_BYTES) {
            throw new StoreException(
                    Code.INVALID_KEY, "object key has " + length + " bytes; at most " + MAX_KEY_BYTES + " are allowed");
        }
    }

    @Override
    public String toString() {
        return bucket.value() + "/" + key;
    }
}
