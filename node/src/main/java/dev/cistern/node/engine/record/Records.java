package dev.cistern.node.engine.record;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.conf.Durability;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListPage;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * All records of a node. Used by any thread; every method blocks on the disk. A failure is a {@link StoreException}:
 * {@link Code#CORRUPT}, {@link Code#NO_SPACE}, {@link Code#DISK_FAILED}, or {@link Code#CLOSED} after the end.
 */
public final class Records implements AutoCloseable {
    final Path folder;
    final RecordMemory memory;
    /** Readers hold it shared, so that the native database is never closed under one of them. */
    final ReentrantReadWriteLock lifetime = new ReentrantReadWriteLock();

    private final Map<Family, ColumnFamilyHandle> handles = new EnumMap<>(Family.class);
    private final LongAdder syncs = new LongAdder();
    RocksTuning tuning; // Changed under the lock of the lifetime.
    private volatile boolean shared; // As well.
    private @Nullable RocksDB database;
    boolean closed; // As well.
    private volatile RecordWatch watch = RecordWatch.NOBODY;

    private Records(Path folder, long cacheBytes, boolean shared) {
        this.folder = folder;
        this.memory = RecordMemory.of(folder, cacheBytes);
        this.shared = shared;
        this.tuning = new RocksTuning(memory, shared);
    }

    /**
     * @param folder made where it is missing
     * @param cacheBytes bound of the block cache
     * @param shared whether they are those of a cluster: nothing is written to a log here then, since theirs is the log
     */
    public static Records open(Path folder, long cacheBytes, boolean shared) {
        RecordsFolder.finishReplacement(folder);
        Records records = new Records(folder, cacheBytes, shared);
        try {
            records.openDatabase();
        } catch (RocksDBException e) {
            records.tuning.close();
            throw RecordFailure.of("opening the records in " + folder, e);
        }
        return records;
    }

    /** Hears from now on of objects whose records change; in place of who did before. */
    public void watch(RecordWatch next) {
        watch = next;
    }

    boolean isShared() {
        return shared;
    }

    public Optional<Found> find(ObjectName name, long bucketId) {
        byte[] record = get(Family.OBJECTS, new ObjectKey(bucketId, name.key()).encode());
        if (record == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Found.of(name, record));
        } catch (DamagedRecordException e) {
            throw new StoreException(Code.CORRUPT, String.valueOf(e.getMessage()), e);
        }
    }

    /** An object's record without the bytes that live in it. */
    public Optional<ObjectRecord> findHead(ObjectName name, long bucketId) {
        byte[] key = new ObjectKey(bucketId, name.key()).encode();
        return reading(db -> HeadWindow.get(db, handle(Family.OBJECTS), key, name));
    }

    public boolean isNamed(long blobId) {
        return get(Family.BLOBS, RecordBatch.number(blobId)) != null;
    }

    /** The object that a blob belongs to. */
    Optional<ObjectKey> owner(long blobId) {
        return Optional.ofNullable(get(Family.BLOBS, RecordBatch.number(blobId)))
                .map(ObjectKey::decode);
    }

    public long counter(Counter counter) {
        byte[] value = get(Family.SYSTEM, SystemKey.counter(counter));
        return value == null ? 1 : ByteBuffer.wrap(value).getLong();
    }

    /** The id of the newest key of the node that an object may be encrypted with. */
    public Optional<String> masterKey() {
        return Optional.ofNullable(get(Family.SYSTEM, SystemKey.MASTER_KEY))
                .map(id -> new String(id, StandardCharsets.US_ASCII));
    }

    /** All buckets in order of name. */
    public List<BucketInfo> buckets() {
        List<BucketInfo> buckets = new ArrayList<>();
        scan(Family.BUCKETS, new byte[0], iterator -> {
            BucketName name = new BucketName(new String(iterator.key(), StandardCharsets.UTF_8));
            buckets.add(BucketRecordFormat.decode(name, iterator.value()));
            return true;
        });
        return buckets;
    }

    /** What is left of buckets that were destroyed, and whether others hold anything. */
    public BucketContents contents() {
        return new BucketContents(this);
    }

    public ListPage list(ListCommand command, long bucketId) {
        return reading(db -> {
            try (RocksIterator iterator = db.newIterator(handle(Family.OBJECTS))) {
                return new Listing(command, bucketId, iterator).page();
            }
        });
    }

    /** Writes all changes or none; on a failure it is not known which. */
    public void write(RecordBatch batch, Durability durability) {
        RecordWatch told = watch;
        told.changing(batch.objects());
        try {
            writeNow(batch, durability);
        } finally {
            told.changed(batch.objects());
        }
    }

    private void writeNow(RecordBatch batch, Durability durability) {
        reading(db -> {
            try (WriteBatch writes = new WriteBatch();
                    WriteOptions options = new WriteOptions()
                            .setSync(durability == Durability.SYNC && !shared)
                            .setDisableWAL(shared)) {
                batch.addTo(writes, this::handle);
                db.write(options, writes);
                syncs.add(options.sync() ? 1 : 0);
                return true;
            }
        });
    }

    /** Batches that were synced when they were written, since the records were opened. */
    public long syncs() {
        return syncs.sum();
    }

    /** Bytes of changes that the disk still has to make room for, beside the log. */
    public long unflushedBytes() {
        return reading(db -> db.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables"));
    }

    /** Closes and opens the database, which ends the refusal of writes that follows a full disk. */
    public void reopen() {
        lifetime.writeLock().lock();
        try {
            if (!closed) {
                closeDatabase();
                openDatabase();
            }
        } catch (RocksDBException e) {
            throw RecordFailure.of("reopening the records in " + folder, e);
        } finally {
            lifetime.writeLock().unlock();
        }
    }

    /**
     * Opens the database as one whose log is a cluster's, or is its own again. All that was written is on the disk before it goes
     * on.
     */
    public void share(boolean next) {
        flush();
        anew("reopening", () -> {
            tuning.close();
            shared = next;
            tuning = new RocksTuning(memory, next);
        });
    }

    /**
     * Writes all of them, as they are now, into a folder that is made. They are on the disk here as well then, whether or not
     * there is a log.
     */
    public void save(Path into) {
        flush();
        reading(db -> {
            try (Checkpoint checkpoint = Checkpoint.create(db)) {
                checkpoint.createCheckpoint(into.toString());
            }
            return true;
        });
        RecordsFolder.removeEmptyFiles(into);
    }

    /** Puts those that were {@link #save saved}, here or elsewhere, in the place of these. */
    public void load(Path from) {
        RecordsFolder.prepareReplacement(folder, from);
        anew("replacing", () -> RecordsFolder.replace(folder));
    }

    /** Removes all of them. */
    public void clear() {
        anew("clearing", () -> RecordsFolder.clear(folder));
    }

    private void anew(String doing, Runnable whileClosed) {
        lifetime.writeLock().lock();
        try {
            closeDatabase();
            whileClosed.run();
            openDatabase();
        } catch (RocksDBException e) {
            throw RecordFailure.of(doing + " the records in " + folder, e);
        } finally {
            lifetime.writeLock().unlock();
        }
    }

    /** Puts all that was written until now on the disk, whether or not there is a log. */
    public void flush() {
        reading(db -> {
            try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
                db.flush(options, List.copyOf(handles.values()));
                return true;
            }
        });
    }

    @Override
    public void close() {
        lifetime.writeLock().lock();
        try {
            closed = true;
            closeDatabase();
            tuning.close();
        } finally {
            lifetime.writeLock().unlock();
        }
    }

    /** The records of versions that are not the latest, and of delete markers. */
    public VersionRecords versions() {
        return new VersionRecords(this);
    }

    /** What memory holds of them. */
    public RecordCache cache() {
        return new RecordCache(this);
    }

    /** What a cluster's records say of its log. */
    public LogRecords log() {
        return new LogRecords(this);
    }

    /** The records of uploads in progress. */
    public UploadRecords uploads() {
        return new UploadRecords(this);
    }

    /** Work on the open database. */
    interface Reading<T> {
        T with(RocksDB open) throws RocksDBException, DamagedRecordException;
    }

    /** A look at one entry; true to go on. */
    interface Visitor {
        boolean visit(RocksIterator at) throws DamagedRecordException;
    }

    byte @Nullable [] get(Family family, byte[] key) {
        return reading(db -> Optional.ofNullable(db.get(handle(family), key))).orElse(null);
    }

    /** Visits entries whose keys begin with {@code prefix}, until the visitor has enough. */
    void scan(Family family, byte[] prefix, Visitor visitor) {
        scanFrom(family, prefix, iterator -> beginsWith(iterator.key(), prefix) && visitor.visit(iterator));
    }

    static boolean beginsWith(byte[] key, byte[] beginning) {
        return key.length >= beginning.length
                && Arrays.equals(key, 0, beginning.length, beginning, 0, beginning.length);
    }

    /** Visits entries in order from {@code start} on, until the visitor has enough. */
    void scanFrom(Family family, byte[] start, Visitor visitor) {
        reading(db -> {
            try (RocksIterator iterator = db.newIterator(handle(family))) {
                boolean more = true;
                for (iterator.seek(start); more && iterator.isValid(); iterator.next()) {
                    more = visitor.visit(iterator);
                }
                iterator.status();
                return true;
            }
        });
    }

    @CanIgnoreReturnValue
    <T> T reading(Reading<T> work) {
        lifetime.readLock().lock();
        try {
            if (database == null) {
                throw closed
                        ? new StoreException(Code.CLOSED, "the records in " + folder + " are closed")
                        : new StoreException(
                                Code.DISK_FAILED,
                                "the records in " + folder + " could not be opened again after their disk failed");
            }
            return work.with(database);
        } catch (RocksDBException e) {
            throw RecordFailure.of("using the records in " + folder, e);
        } catch (DamagedRecordException e) {
            throw new StoreException(Code.CORRUPT, String.valueOf(e.getMessage()), e);
        } finally {
            lifetime.readLock().unlock();
        }
    }

    /** Without waiting for a disk, or for who replaces the records: nothing then, and where what was read is damaged. */
    <T> Optional<T> readingAtOnce(Reading<Optional<T>> work) {
        if (!lifetime.readLock().tryLock()) {
            return Optional.empty();
        }
        try {
            return database == null ? Optional.empty() : work.with(database);
        } catch (RocksDBException | DamagedRecordException e) {
            return Optional.empty();
        } finally {
            lifetime.readLock().unlock();
        }
    }

    ColumnFamilyHandle handle(Family family) {
        ColumnFamilyHandle handle = handles.get(family);
        if (handle == null) {
            throw new StoreException(Code.INTERNAL, "column family " + family.title() + " is not open");
        }
        return handle;
    }

    /** The number of the last change. */
    public long lastChange() {
        return reading(RocksDB::getLatestSequenceNumber);
    }

    void openDatabase() throws RocksDBException {
        List<ColumnFamilyHandle> opened = new ArrayList<>();
        database = RocksDB.open(tuning.database(), folder.toString(), tuning.families(), opened);
        Iterator<ColumnFamilyHandle> next = opened.iterator();
        for (Family family : Family.values()) {
            handles.put(family, next.next());
        }
        watch.replaced();
    }

    void closeDatabase() {
        handles.values().forEach(ColumnFamilyHandle::close);
        handles.clear();
        if (database != null) {
            watch.replacing();
            database.close();
            database = null;
        }
    }
}
