package dev.cistern.node.layers;

import java.util.List;

/** When alerts of the store are true. */
final class StoreRules {
    private StoreRules() {}

    /** Why it is true; empty where it is not, and for alerts of anything else. */
    static List<Evidence> judge(Alert alert, StoreLoad store) {
        return switch (alert) {
            case DISK_LOW -> below(store.freeBytes(), store.warnBytes(), "store.free_warn");
            case DISK_FULL -> below(store.freeBytes(), store.minBytes(), "store.free_min");
            case DISK_FAILED -> store.writable() ? List.of() : found("the disk failed");
            case OBJECTS_DAMAGED ->
                store.damaged() == 0 ? List.of() : found(store.damaged() + " problems that were not healed");
            default -> List.of();
        };
    }

    private static List<Evidence> below(long freeBytes, long threshold, String key) {
        return freeBytes >= threshold
                ? List.of()
                : found("%d bytes free, less than %d in force of %s".formatted(freeBytes, threshold, key));
    }

    private static List<Evidence> found(String figures) {
        return List.of(new Evidence("store", figures));
    }
}
