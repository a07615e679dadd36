package dev.cistern.node.layers;

import java.util.ArrayList;
import java.util.List;

/** When alerts of the store are true. */
final class StoreRules {
    private static final String FREE_WARN = "store.free_warn";
    private static final String FREE_MIN = "store.free_min";

    private StoreRules() {}

    /** Why it is true; empty where it is not, and for alerts of anything else. */
    static List<Evidence> judge(Alert alert, StoreLoad store) {
        return switch (alert) {
            case DISK_LOW -> {
                List<Evidence> low = new ArrayList<>(below("store", store.freeBytes(), store.warnBytes(), FREE_WARN));
                store.others().stream()
                        .filter(disk -> disk.trouble().isEmpty())
                        .forEach(disk -> low.addAll(
                                below("disk " + disk.name(), disk.freeBytes(), disk.warnBytes(), FREE_WARN)));
                yield low;
            }
            case DISK_FULL -> {
                List<Evidence> full = new ArrayList<>(below("store", store.freeBytes(), store.minBytes(), FREE_MIN));
                store.others().stream()
                        .filter(disk -> disk.trouble().isEmpty())
                        .forEach(disk ->
                                full.addAll(below("disk " + disk.name(), disk.freeBytes(), disk.minBytes(), FREE_MIN)));
                yield full;
            }
            case DISK_FAILED -> {
                List<Evidence> failed = new ArrayList<>(store.writable() ? List.of() : found("the disk failed"));
                store.others().forEach(disk -> disk.trouble()
                        .ifPresent(why -> failed.add(new Evidence("disk " + disk.name(), why))));
                yield failed;
            }
            case OBJECTS_DAMAGED ->
                store.damaged() == 0 ? List.of() : found(store.damaged() + " problems that were not healed");
            default -> List.of();
        };
    }

    private static List<Evidence> below(String subject, long freeBytes, long threshold, String key) {
        return freeBytes >= threshold
                ? List.of()
                : List.of(new Evidence(
                        subject, "%d bytes free, less than %d in force of %s".formatted(freeBytes, threshold, key)));
    }

    private static List<Evidence> found(String figures) {
        return List.of(new Evidence("store", figures));
    }
}
