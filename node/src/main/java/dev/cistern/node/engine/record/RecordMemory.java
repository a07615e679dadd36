package dev.cistern.node.engine.record;

import java.io.File;
import java.nio.file.Path;

/**
 * What records take outside the heap. Larger memtables are written into tables less often, and these are merged less often: it pays as
 * long as there is memory for them, and room on the disk for their log.
 *
 * @param cacheBytes blocks, indexes and filters
 * @param memtableBytes objects that wait to be written into a table; there are up to {@value #MEMTABLES} such
 */
record RecordMemory(long cacheBytes, long memtableBytes) {
    static final int MEMTABLES = 3;
    private static final long LEAST_BYTES = 16L << 20;
    private static final long MOST_BYTES = 64L << 20;
    private static final long CACHE_SHARE = 16;
    private static final long DISK_SHARE = 1024;

    /** @param folder where they lie, or will */
    static RecordMemory of(Path folder, long cacheBytes) {
        return of(cacheBytes, diskBytes(folder));
    }

    static RecordMemory of(long cacheBytes, long diskBytes) {
        long fitting = Math.min(cacheBytes / CACHE_SHARE, diskBytes / DISK_SHARE);
        return new RecordMemory(cacheBytes, Math.max(LEAST_BYTES, Math.min(MOST_BYTES, fitting)));
    }

    /** Of all memtables, those of small families with them, and of the log behind them. */
    long unflushedBytes() {
        return (MEMTABLES + 1) * memtableBytes;
    }

    private static long diskBytes(Path folder) {
        File there = folder.toAbsolutePath().toFile();
        while (!there.exists() && there.getParentFile() != null) {
            there = there.getParentFile();
        }
        return there.getTotalSpace();
    }
}
