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
 * @param cacheBytes cache of record blocks; needs a restart
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
        long cacheBytes,
        ScrubSettings scrub,
        SegmentSettings segments,
        @Nullable Path masterKeyFile) {

    /** With the node's keys in the data folder, and scrub and segments as they are where nothing is said of them. */
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
                cacheBytes,
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
                cacheBytes,
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
                cacheBytes,
                scrub,
                segments,
                masterKeyFile);
    }
}
