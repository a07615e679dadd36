package dev.cistern.net.pool;

/** Which connection will do. */
public enum Wanted {
    /** Any: the most recently used one if there is one. */
    ANY,
    /** Only one that has never been leased: for the retry of a request that a stale connection lost. */
    FRESH
}
