package dev.cistern.node.store;

import java.util.Optional;

/**
 * A page of keys to be listed. Order is that of the keys' UTF-8 bytes.
 *
 * @param prefix only keys that begin with it; empty for all
 * @param delimiter keys that have it after the prefix are folded into one common prefix, ending in it; empty for none
 * @param startAfter only keys and common prefixes after this one, exclusively; empty for the start
 * @param maxKeys most keys and common prefixes together, 1–10,000
 * @param fallback what to do where the objects come from elsewhere, and that cannot be asked
 */
public record ListCommand(
        BucketName bucket,
        String prefix,
        String delimiter,
        Optional<String> startAfter,
        int maxKeys,
        Fallback fallback) {

    /** What a listing is worth that is not whole. */
    public enum Fallback {
        /** Nothing: who would take it for whole could remove elsewhere what is not in it. */
        FAIL,
        /** What is stored here is shown, and {@link ListPage#storedOnly} says so. */
        STORED
    }

    /** One that is whole or fails. */
    public ListCommand(BucketName bucket, String prefix, String delimiter, Optional<String> startAfter, int maxKeys) {
        this(bucket, prefix, delimiter, startAfter, maxKeys, Fallback.FAIL);
    }

    /** Most entries of one page. */
    public static final int MAX_KEYS = 10_000;
}
