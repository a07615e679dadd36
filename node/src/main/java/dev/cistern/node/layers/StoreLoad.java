package dev.cistern.node.layers;

import java.util.List;
import java.util.Optional;

/**
 * How the store of a node is.
 *
 * @param freeBytes room on the disk of the data folder
 * @param warnBytes below which it is said
 * @param minBytes below which bodies are refused
 * @param writable false after a failure of the disk of the data folder
 * @param damaged what the last scrub found and was not healed
 * @param others the further disks
 */
public record StoreLoad(
        long freeBytes, long warnBytes, long minBytes, boolean writable, long damaged, List<Other> others) {

    /** Of a store with nothing in it, on an endless disk. */
    public static final StoreLoad WELL = new StoreLoad(Long.MAX_VALUE, 0, 0, true, 0, List.of());

    public StoreLoad {
        others = List.copyOf(others);
    }

    /**
     * A further disk.
     *
     * @param name its folder
     * @param trouble why it is not used, or what somebody has to do about it
     */
    public record Other(String name, long freeBytes, long warnBytes, long minBytes, Optional<String> trouble) {}
}
