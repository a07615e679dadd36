package dev.cistern.node.engine.record;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.HyperClockCache;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RateLimiter;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksObject;
import org.rocksdb.WALRecoveryMode;

/**
 * How RocksDB is set up. Its memory lies outside the heap, so each part has a bound: the block cache (which also holds
 * indexes and filters), the memtables over all families, 256 open tables.
 */
final class RocksTuning implements AutoCloseable {
    private static final long SMALL_MEMTABLE_BYTES = 4L << 20;
    private static final int RECYCLED_LOGS = 2;
    private static final long SHARD_BYTES = 8L << 20;
    private static final int MOST_SHARD_BITS = 6;
    private static final int BLOCK_BYTES = 16 * 1024;
    /** Of how many keys one is whole, so that a search can begin there. */
    private static final int RESTART_INTERVAL = 4;

    private static final int INDEX_PART_BYTES = 4 * 1024;
    private static final int OWN_CHOICE_OF_SHARDS = -1;
    /** Of tables that are written, merged or not: a bound to bursts. Where it is lower than writes need, they wait for it. */
    private static final long TABLE_BYTES_PER_SECOND = 512L << 20;

    private final List<RocksObject> owned = new ArrayList<>();
    private final Cache cache;
    private final DBOptions database;
    private final List<ColumnFamilyDescriptor> families = new ArrayList<>();

    /** @param shared whether the records are those of a cluster, whose log is the log of the database */
    RocksTuning(RecordMemory memory, boolean shared) {
        RocksDB.loadLibrary();
        this.cache = own(cache(memory));
        BlockBasedTableConfig table = table(memory).setBlockCache(cache).setFilterPolicy(own(new BloomFilter(10)));
        for (Family family : Family.values()) {
            families.add(new ColumnFamilyDescriptor(
                    family.title().getBytes(StandardCharsets.UTF_8), own(familyOptions(family, table, memory))));
        }
        database = own(databaseOptions(own(new RateLimiter(TABLE_BYTES_PER_SECOND)), memory.unflushedBytes()));
        // Without a log of its own, what is flushed must be of one moment in all families.
        database.setAtomicFlush(shared);
        // A log file written over again costs a sync no change of its length: twice the durable writes.
        database.setRecycleLogFileNum(shared ? 0 : RECYCLED_LOGS);
    }

    /**
     * Without parts of indexes, nearly all that is cached has the size of a block: then a table of fixed size, without a lock, finds it
     * faster than lists of what was used last.
     */
    private static Cache cache(RecordMemory memory) {
        return memory.wholeIndexes()
                ? new HyperClockCache(memory.cacheBytes(), BLOCK_BYTES, OWN_CHOICE_OF_SHARDS, false)
                : new LRUCache(memory.cacheBytes(), shardBits(memory.cacheBytes()));
    }

    private static BlockBasedTableConfig table(RecordMemory memory) {
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockSize(BLOCK_BYTES)
                .setBlockRestartInterval(RESTART_INTERVAL)
                .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash)
                .setFormatVersion(6)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
        // In one block, that of a table of small records would fill a small cache, or a shard of it, by itself.
        return memory.wholeIndexes()
                ? table
                : table.setIndexType(IndexType.kTwoLevelIndexSearch)
                        .setPartitionFilters(true)
                        .setMetadataBlockSize(INDEX_PART_BYTES)
                        .setPinTopLevelIndexAndFilter(true);
    }

    /** Each shard holds many blocks of any kind: RocksDB's own choice is shards of 512 KiB. */
    private static int shardBits(long cacheBytes) {
        long shards = Math.max(1, cacheBytes / SHARD_BYTES);
        return Math.min(MOST_SHARD_BITS, Long.SIZE - 1 - Long.numberOfLeadingZeros(shards));
    }

    long cachedBytes() {
        return cache.getUsage();
    }

    DBOptions database() {
        return database;
    }

    /** In the order of {@link Family}. */
    List<ColumnFamilyDescriptor> families() {
        return families;
    }

    @Override
    public void close() {
        for (int i = owned.size() - 1; i >= 0; i--) {
            owned.get(i).close();
        }
    }

    private static ColumnFamilyOptions familyOptions(Family family, BlockBasedTableConfig table, RecordMemory memory) {
        boolean large = family == Family.OBJECTS;
        return new ColumnFamilyOptions()
                .setTableFormatConfig(table)
                .setWriteBufferSize(large ? memory.memtableBytes() : SMALL_MEMTABLE_BYTES)
                .setMaxWriteBufferNumber(large ? RecordMemory.MEMTABLES : 2)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setLevelCompactionDynamicLevelBytes(true);
    }

    private static DBOptions databaseOptions(RateLimiter tables, long unflushedBytes) {
        return new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setParanoidChecks(true)
                .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
                .setMaxTotalWalSize(unflushedBytes)
                .setDbWriteBufferSize(unflushedBytes)
                .setMaxOpenFiles(256)
                .setMaxBackgroundJobs(2)
                .setRateLimiter(tables)
                .setBytesPerSync(1L << 20)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(4L << 20)
                .setKeepLogFileNum(4)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
    }

    private <T extends RocksObject> T own(T object) {
        owned.add(object);
        return object;
    }
}
