package dev.cistern.node.store;

/** What becomes of an object that is overwritten or deleted. */
public enum Versioning {
    /** It is gone; as in a bucket that never had versions. */
    OFF,
    /** It stays, as an older version. */
    ENABLED,
    /** What has a version id stays; what has none is replaced. */
    SUSPENDED
}
