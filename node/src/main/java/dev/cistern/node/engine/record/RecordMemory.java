package dev.cistern.node.engine.record;

import java.io.File;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What records take outside the heap. Larger memtables are written into tables less often, and these are merged less often: it pays as
 * long as there is memory for them, and room on the disk for their log. Indexes and filters of tables are looked up faster whole than in
 * parts: it pays as long as all of them are in memory.
 *
 * @param cacheBytes blocks, indexes and filters
 * @param memtableBytes objects that wait to be written into a table; there are up to {@value #MEMTABLES} such
 * @param wholeIndexes whether the index and the filter of a table that is written from now on are one block each
 */
record RecordMemory(long cacheBytes, long memtableBytes, boolean wholeIndexes) {
    static final int MEMTABLES = 3;
    private static final long LEAST_BYTES = 16L << 20;
    private static final long MOST_BYTES = 64L << 20;
    private static final long CACHE_SHARE = 16;
    private static final long DISK_SHARE = 1024;
    /** A table of small records has half a megabyte of them: some hundred must fit. */
    private static final long LEAST_CACHE_FOR_WHOLE_INDEXES = 256L << 20;
    /** Of the smallest records they are a hundredth: then they take a quarter of the cache. */
    private static final long MOST_TABLES_FOR_WHOLE_INDEXES = 25;

    private static final String TABLE = ".sst";

    /** @param folder where they lie, or will */
    static RecordMemory of(Path folder, long cacheBytes) {
        return of(cacheBytes, diskBytes(folder), tableBytes(folder));
    }

    /** @param tableBytes of records that are on the disk already */
    static RecordMemory of(long cacheBytes, long diskBytes, long tableBytes) {
        long fitting = Math.min(cacheBytes / CACHE_SHARE, diskBytes / DISK_SHARE);
        boolean wholeIndexes =
                cacheBytes >= LEAST_CACHE_FOR_WHOLE_INDEXES && tableBytes / MOST_TABLES_FOR_WHOLE_INDEXES <= cacheBytes;
        return new RecordMemory(cacheBytes, Math.max(LEAST_BYTES, Math.min(MOST_BYTES, fitting)), wholeIndexes);
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

    /** 0 where the folder cannot be read: who opens it says so. */
    private static long tableBytes(Path folder) {
        File[] tables = folder.toFile().listFiles((in, name) -> name.endsWith(TABLE));
        return tables == null ? 0 : Stream.of(tables).mapToLong(File::length).sum();
    }
}
