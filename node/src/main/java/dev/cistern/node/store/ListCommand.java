package dev.cistern.node.store;

import java.util.Optional;

/**
 * A page of keys to be listed. Order is that of the keys' UTF-8 bytes.
 *
 * @param prefix only keys that begin with it; empty for all
 * @param delimiter keys that have it after the prefix are folded into one common prefix, ending in it; empty for none
 * @param startAfter only keys and common prefixes after this one, exclusively; empty for the start
 * @param maxKeys most keys and common prefixes together, 1–10,000
 */
public record ListCommand(
        BucketName bucket, String prefix, String delimiter, Optional<String> startAfter, int maxKeys) {
    /** Most entries of one page. */
    public static final int MAX_KEYS = 10_000;
}
