package dev.cistern.net.pool;

/** Which connection will do. */
enum Wanted {
    /** Any: the most recently used one if there is one. */
    ANY,
    /** Only one straight from its dial: for the retry of a request that a stale connection lost. */
    FRESH,
    /**
     * Any, if it is idle or can be dialled at once, and nobody waits for one: for a request that is not worth keeping others
     * waiting.
     */
    SPARE
}
