package dev.cistern.node.engine.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Which blob lies where, in a RocksDB of its own. It says nothing that the segments do not say: what a crash takes from its end is
 * found again in them. Used by any thread; every method blocks on the disk.
 */
final class SegmentIndex implements AutoCloseable {
    private static final byte BLOB = 'b';
    private static final byte SEGMENT = 's';
    private static final long MEMTABLE_BYTES = 4L << 20;
    private static final long LOG_BYTES = 16L << 20;
    /** What it takes to open it again. */
    private static final long ROOM_BYTES = 2 * MEMTABLE_BYTES;

    private final Path folder;
    private final List<RocksObject> owned = new ArrayList<>();
    private final Options options = own(new Options());
    private final WriteOptions unsynced = own(new WriteOptions());
    /** Readers hold it shared, so that the native database is never closed under one of them. */
    private final ReadWriteLock lifetime = new ReentrantReadWriteLock();

    private @Nullable RocksDB database; // Changed under the lock of the lifetime.
    private boolean closed; // As is this; once true, always true.
    private volatile boolean reopenFirst;
    private volatile boolean failed; // Once true, always true.

    private SegmentIndex(Path folder, long cacheBytes) throws RocksDBException {
        this.folder = folder;
        tune(cacheBytes);
        try {
            database = RocksDB.open(options, folder.toString());
        } catch (RocksDBException e) {
            closeOwned();
            throw e;
        }
    }

    private void tune(long cacheBytes) {
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(own(new LRUCache(cacheBytes)))
                .setFormatVersion(6)
                .setFilterPolicy(own(new BloomFilter(10)))
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
        var unused = options.setCreateIfMissing(true)
                .setParanoidChecks(true)
                .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
                .setTableFormatConfig(table)
                .setWriteBufferSize(MEMTABLE_BYTES)
                .setMaxWriteBufferNumber(2)
                .setMaxTotalWalSize(LOG_BYTES)
                .setLevelCompactionDynamicLevelBytes(true)
                .setMaxOpenFiles(64)
                .setMaxBackgroundJobs(2)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(1L << 20)
                .setKeepLogFileNum(2)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
    }

    /** An index, and whether it is new: made because there was none, or because the one that was there is damaged. */
    record Opened(SegmentIndex index, boolean isFresh, Optional<String> damage) {}

    /**
     * Opens the index, or makes one.
     *
     * @param folder removed where it is damaged
     */
    static Opened open(Path folder, long cacheBytes) throws IOException {
        RocksDB.loadLibrary();
        boolean fresh = !Files.exists(folder.resolve("CURRENT"));
        try {
            return new Opened(new SegmentIndex(folder, cacheBytes), fresh, Optional.empty());
        } catch (RocksDBException e) {
            remove(folder);
            try {
                return new Opened(
                        new SegmentIndex(folder, cacheBytes), true, Optional.of(String.valueOf(e.getMessage())));
            } catch (RocksDBException again) {
                throw failure("opening", again);
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (var files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Changes that happen all together or not at all. Confined to one thread. */
    static final class Batch {
        private final List<byte[]> keys = new ArrayList<>();
        private final List<Optional<byte[]>> values = new ArrayList<>();

        void put(long id, Location location) {
            add(blobKey(id), Optional.of(location.encode()));
        }

        void delete(long id) {
            add(blobKey(id), Optional.empty());
        }

        void put(int segment, SegmentState state) {
            add(segmentKey(segment), Optional.of(state.encode()));
        }

        void forget(int segment) {
            add(segmentKey(segment), Optional.empty());
        }

        private void add(byte[] key, Optional<byte[]> value) {
            keys.add(key);
            values.add(value);
        }
    }

    /** Writes changes, which a crash of the process leaves there; {@link #sync} makes them safe from more. */
    void write(Batch batch) throws IOException {
        reopenIfFailed();
        boolean unused = reading("writing", db -> {
            write(db, batch);
            return true;
        });
    }

    private void write(RocksDB db, Batch batch) throws RocksDBException {
        try (WriteBatch writes = new WriteBatch()) {
            for (int i = 0; i < batch.keys.size(); i++) {
                Optional<byte[]> value = batch.values.get(i);
                if (value.isPresent()) {
                    writes.put(batch.keys.get(i), value.get());
                } else {
                    writes.delete(batch.keys.get(i));
                }
            }
            db.write(unsynced, writes);
        } catch (RocksDBException e) {
            if (isWantOfRoom(e)) {
                reopenFirst = true;
            } else {
                failed = true;
            }
            throw e;
        }
    }

    private static boolean isWantOfRoom(RocksDBException e) {
        boolean full = e.getStatus() != null && e.getStatus().getSubCode() == Status.SubCode.NoSpace;
        return full || String.valueOf(e.getMessage()).contains("Too many open files");
    }

    /**
     * RocksDB refuses all writes after one failed. Where it was for want of room, nothing that was written before is lost: opened again, it
     * takes them. Else the disk may have forgotten some of it, and to go on would hide that from who recovers it.
     */
    private void reopenIfFailed() throws IOException {
        if (failed) {
            throw new IOException("the index of segments failed before, and is to be recovered");
        }
        if (!reopenFirst) {
            return;
        }
        if (Files.getFileStore(folder).getUsableSpace() < ROOM_BYTES) {
            throw new IOException("No space left on the disk for the index of segments");
        }
        lifetime.writeLock().lock();
        try {
            if (closed) {
                throw new IOException("the index of segments is closed");
            }
            if (reopenFirst) {
                closeDatabase();
                database = RocksDB.open(options, folder.toString());
                reopenFirst = false;
            }
        } catch (RocksDBException e) {
            throw failure("opening", e);
        } finally {
            lifetime.writeLock().unlock();
        }
    }

    void sync() throws IOException {
        boolean unused = reading("syncing", db -> {
            db.flushWal(true);
            return true;
        });
    }

    Optional<Location> find(long id) throws IOException {
        return reading("reading", db -> Optional.ofNullable(db.get(blobKey(id))))
                .map(Location::decode);
    }

    private interface Reading<T> {
        T with(RocksDB open) throws RocksDBException;
    }

    private <T> T reading(String doing, Reading<T> work) throws IOException {
        lifetime.readLock().lock();
        try {
            RocksDB open = database;
            if (open == null) {
                throw new IOException("the index of segments is closed");
            }
            return work.with(open);
        } catch (RocksDBException e) {
            throw failure(doing, e);
        } finally {
            lifetime.readLock().unlock();
        }
    }

    /** The ids of blobs, in unsigned order, the first after {@code after}. */
    List<Long> idsAfter(long after, int atMost) throws IOException {
        return reading("reading", db -> {
            List<Long> ids = new ArrayList<>();
            try (RocksIterator at = db.newIterator()) {
                for (at.seek(blobKey(after)); at.isValid() && at.key()[0] == BLOB && ids.size() < atMost; at.next()) {
                    long id = ByteBuffer.wrap(at.key()).getLong(1);
                    if (id != after) {
                        ids.add(id);
                    }
                }
                at.status();
                return ids;
            }
        });
    }

    /** What is known of each segment, by its number. */
    Map<Integer, SegmentState> states() throws IOException {
        return reading("reading", db -> {
            Map<Integer, SegmentState> states = new TreeMap<>();
            try (RocksIterator at = db.newIterator()) {
                for (at.seek(new byte[] {SEGMENT}); at.isValid() && at.key()[0] == SEGMENT; at.next()) {
                    states.put(ByteBuffer.wrap(at.key()).getInt(1), SegmentState.decode(at.value()));
                }
                at.status();
                return states;
            }
        });
    }

    @Override
    public void close() {
        lifetime.writeLock().lock();
        try {
            closed = true;
            closeDatabase();
            closeOwned();
        } finally {
            lifetime.writeLock().unlock();
        }
    }

    private void closeDatabase() {
        if (database != null) {
            database.close();
            database = null;
        }
    }

    private void closeOwned() {
        for (int i = owned.size() - 1; i >= 0; i--) {
            owned.get(i).close();
        }
    }

    private static byte[] blobKey(long id) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(BLOB).putLong(id).array();
    }

    private static byte[] segmentKey(int number) {
        return ByteBuffer.allocate(1 + Integer.BYTES)
                .put(SEGMENT)
                .putInt(number)
                .array();
    }

    /** RocksDB's words are kept: by them a full disk is told from a failing one. */
    private static IOException failure(String doing, RocksDBException e) {
        return new IOException(doing + " the index of segments failed: " + e.getMessage(), e);
    }

    private <T extends RocksObject> T own(T object) {
        owned.add(object);
        return object;
    }
}
