package dev.cistern.conf;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What the store keeps in memory of what is on its disks.
 *
 * @param recordBytes blocks of records, outside the heap; 0 for as many as suit the machine; needs a restart
 * @param hotBytes objects that are read again and again, on the heap; 0 for none; live
 * @param hotObjectMaxBytes objects up to this size are among them; live
 */
public record CacheSettings(long recordBytes, long hotBytes, long hotObjectMaxBytes) {
    private static final long LEAST_CHOSEN_BYTES = 32L << 20;
    private static final long MEMORY_SHARE = 8;

    /** Bytes that blocks of records may take: as set, or as suit the memory of the machine or container. */
    public long recordCacheBytes() {
        return recordBytes > 0 ? recordBytes : chosenFor(machineBytes());
    }

    static long chosenFor(long memoryBytes) {
        return Math.max(LEAST_CHOSEN_BYTES, memoryBytes / MEMORY_SHARE);
    }

    private static long machineBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }

    /** With so many bytes of blocks of records, and else as it is where nothing is said of it. */
    public static CacheSettings ofRecords(long bytes) {
        KeyValues none = new KeyValues();
        return new CacheSettings(bytes, none.get(CacheKeys.HOT_BYTES), none.get(CacheKeys.HOT_OBJECT_MAX));
    }
}
