package dev.cistern.conf;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The local object store.
 *
 * @param dataDir folder that holds all data of this node; needs a restart
 * @param disks folders on further disks, for bodies alone; live
 * @param durability when a write is acknowledged; live
 * @param inlineMaxBytes objects up to this size live inside their record; live
 * @param space what is done when the disk has little room; live
 * @param bufferBytes most bytes of request bodies held in memory, waiting for the disk, over all uploads; live
 * @param threads threads for blocking file work; 0 = twice the processors, at least 4; needs a restart
 * @param caches what is kept in memory of what is on the disks; in part live
 * @param scrub how what is stored is verified; live
 * @param segments files that objects share; live
 * @param masterKeyFile file of the keys that the node encrypts objects with; null = in the data folder; needs a restart
 */
public record StoreSettings(
        Path dataDir,
        DiskFolders disks,
        Durability durability,
        long inlineMaxBytes,
        SpaceSettings space,
        long bufferBytes,
        int threads,
        CacheSettings caches,
        ScrubSettings scrub,
        SegmentSettings segments,
        @Nullable Path masterKeyFile) {

    /** With the node's keys in the data folder, and else as it is where nothing is said of it. */
    public StoreSettings(
            Path dataDir,
            Durability durability,
            long inlineMaxBytes,
            long freeMinBytes,
            long bufferBytes,
            int threads,
            long cacheBytes) {
        this(
                dataDir,
                DiskFolders.NONE,
                durability,
                inlineMaxBytes,
                SpaceSettings.refusingBelow(freeMinBytes),
                bufferBytes,
                threads,
                CacheSettings.ofRecords(cacheBytes),
                ScrubSettings.STANDARD,
                SegmentSettings.STANDARD,
                null);
    }

    /** The same with other files that objects share. */
    public StoreSettings with(SegmentSettings other) {
        return new StoreSettings(
                dataDir,
                disks,
                durability,
                inlineMaxBytes,
                space,
                bufferBytes,
                threads,
                caches,
                scrub,
                other,
                masterKeyFile);
    }

    /** The same with other further disks. */
    public StoreSettings with(DiskFolders other) {
        return new StoreSettings(
                dataDir,
                other,
                durability,
                inlineMaxBytes,
                space,
                bufferBytes,
                threads,
                caches,
                scrub,
                segments,
                masterKeyFile);
    }

    /** The same with other caches. */
    public StoreSettings with(CacheSettings other) {
        return new StoreSettings(
                dataDir,
                disks,
                durability,
                inlineMaxBytes,
                space,
                bufferBytes,
                threads,
                other,
                scrub,
                segments,
                masterKeyFile);
    }
}
