package dev.cistern.node.layers;

/**
 * How the store of a node is.
 *
 * @param freeBytes room on the disk
 * @param warnBytes below which it is said
 * @param minBytes below which bodies are refused
 * @param writable false after a failure of the disk
 * @param damaged what the last scrub found and was not healed
 */
public record StoreLoad(long freeBytes, long warnBytes, long minBytes, boolean writable, long damaged) {
    /** Of a store with nothing in it, on an endless disk. */
    public static final StoreLoad WELL = new StoreLoad(Long.MAX_VALUE, 0, 0, true, 0);
}
