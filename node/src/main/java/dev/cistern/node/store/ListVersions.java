package dev.cistern.node.store;

import java.util.Optional;

/**
 * A page of versions to be listed, in order of the keys' UTF-8 bytes and, of each key, newest first.
 *
 * @param prefix only keys that begin with it; empty for all
 * @param delimiter folds keys as in {@link ListCommand#delimiter()}
 * @param after only what comes after this place
 * @param atMost versions, delete markers and common prefixes together, 0–1,000
 */
public record ListVersions(BucketName bucket, String prefix, String delimiter, Optional<Place> after, int atMost) {
    /** Most entries of one page. */
    public static final int MOST = 1_000;

    /**
     * A place in a listing.
     *
     * @param version empty for after all versions of the key, or after all keys that begin with it where it is a common
     *     prefix
     */
    public record Place(String key, Optional<VersionId> version) {}
}
