package dev.cistern.node.engine.record;

import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;

/**
 * Counts what buckets hold, exactly as it was at one moment, by reading the heads of all records. Used once, by one thread; blocks
 * on the disk.
 */
public final class ContentsCount {
    private static final BucketName ANY = new BucketName("any-bucket");
    private static final int LOOK_EVERY = 512;

    private final Records records;
    private final Predicate<Places> here;
    private final BooleanSupplier stopped;
    private final Map<Long, Tally> buckets = new TreeMap<>();
    private final Map<Long, Long> bucketOfUpload = new HashMap<>();
    private final HeadWindow heads = new HeadWindow();
    private final Tally all = new Tally();
    private long visited;

    /**
     * Counts nothing yet.
     *
     * @param here whether blobs with these places lie on this node
     * @param stopped ends the count early, with {@link Code#CLOSED}
     */
    public ContentsCount(Records records, Predicate<Places> here, BooleanSupplier stopped) {
        this.records = records;
        this.here = here;
        this.stopped = stopped;
    }

    /**
     * What a bucket holds.
     *
     * @param objects that a list shows
     * @param bytes of them
     * @param versions that are not the latest; delete markers are not among them
     * @param versionBytes of those versions
     * @param deleteMarkers latest or not
     * @param uploads in parts, not yet completed
     * @param parts of those uploads
     * @param partBytes of those parts
     */
    public record OfBucket(
            long objects,
            long bytes,
            long versions,
            long versionBytes,
            long deleteMarkers,
            long uploads,
            long parts,
            long partBytes) {
        /** Of a bucket that holds nothing. */
        public static final OfBucket NOTHING = new OfBucket(0, 0, 0, 0, 0, 0, 0, 0);
    }

    /**
     * What all buckets hold.
     *
     * @param buckets by their ids; those that hold nothing are missing, those that are being removed are there
     * @param inlineBytes bytes of bodies that live in their records
     * @param blobs that records name and place on this node
     * @param blobBytes bytes of bodies in those blobs
     * @param damaged records, or stretches of them, that cannot be read or do not match their checksums, which are counted nowhere else
     */
    public record Counted(Map<Long, OfBucket> buckets, long inlineBytes, long blobs, long blobBytes, long damaged) {}

    /** What is added up. */
    private static final class Tally {
        private long objects;
        private long bytes;
        private long versions;
        private long versionBytes;
        private long deleteMarkers;
        private long uploads;
        private long parts;
        private long partBytes;
        private long inlineBytes;
        private long blobs;
        private long blobBytes;
        private long damaged;

        OfBucket read() {
            return new OfBucket(objects, bytes, versions, versionBytes, deleteMarkers, uploads, parts, partBytes);
        }
    }

    /**
     * Counts.
     *
     * @throws StoreException {@link Code#BUSY} where the records are about to be opened anew, and wait for this to end
     */
    public Counted take() {
        return records.reading(db -> {
            Snapshot moment = db.getSnapshot();
            try (ReadOptions options = new ReadOptions().setSnapshot(moment).setFillCache(false)) {
                each(db, options, Family.OBJECTS, this::object);
                each(db, options, Family.VERSIONS, this::version);
                each(db, options, Family.UPLOADS, this::upload);
                each(db, options, Family.PARTS, this::part);
            } finally {
                db.releaseSnapshot(moment);
                moment.close();
            }
            Map<Long, OfBucket> read = new TreeMap<>();
            buckets.forEach((id, tally) -> read.put(id, tally.read()));
            return new Counted(read, all.inlineBytes, all.blobs, all.blobBytes, all.damaged);
        });
    }

    private void each(RocksDB db, ReadOptions options, Family family, Records.Visitor visitor) throws RocksDBException {
        try (RocksIterator iterator = db.newIterator(records.handle(family), options)) {
            iterator.seekToFirst();
            byte[] last = visit(iterator, visitor, new byte[0]);
            while (isDamaged(iterator)) {
                all.damaged++;
                Optional<byte[]> end = new RecordFiles(records).endOfDamage(family, last);
                if (end.isEmpty() || Arrays.equals(end.get(), last)) {
                    return;
                }
                iterator.seek(end.get());
                if (iterator.isValid() && Arrays.equals(iterator.key(), end.get())) {
                    iterator.next();
                }
                last = visit(iterator, visitor, end.get());
            }
        }
    }

    /** Gives the last key that could be read. */
    private byte[] visit(RocksIterator iterator, Records.Visitor visitor, byte[] before) {
        byte[] last = before;
        for (; iterator.isValid(); iterator.next()) {
            if (++visited % LOOK_EVERY == 0) {
                requireTime();
            }
            last = iterator.key();
            try {
                boolean unused = visitor.visit(iterator);
            } catch (DamagedRecordException e) {
                all.damaged++;
            }
        }
        return last;
    }

    private static boolean isDamaged(RocksIterator iterator) throws RocksDBException {
        try {
            iterator.status();
            return false;
        } catch (RocksDBException e) {
            if (RecordFailure.isCorruption(e)) {
                return true;
            }
            throw e;
        }
    }

    /** Who waits for the lock makes everybody wait who comes after. */
    private void requireTime() {
        if (stopped.getAsBoolean()) {
            throw new StoreException(Code.CLOSED, "the store is stopping");
        }
        if (records.lifetime.hasQueuedThreads()) {
            throw new StoreException(Code.BUSY, "the records are about to be opened anew");
        }
    }

    private Tally bucket(long id) {
        return buckets.computeIfAbsent(id, first -> new Tally());
    }

    private boolean object(RocksIterator at) throws DamagedRecordException {
        ObjectKey key = ObjectKey.decode(at.key());
        ObjectInfo info = body(at, key);
        Tally bucket = bucket(key.bucketId());
        bucket.objects++;
        bucket.bytes += info.size();
        return true;
    }

    private boolean version(RocksIterator at) throws DamagedRecordException {
        VersionKey key = VersionKey.decode(at.key());
        ObjectInfo info = body(at, new ObjectKey(key.bucketId(), key.key()));
        Tally bucket = bucket(key.bucketId());
        if (info.isDeleteMarker()) {
            bucket.deleteMarkers++;
        } else {
            bucket.versions++;
            bucket.versionBytes += info.size();
        }
        return true;
    }

    private ObjectInfo body(RocksIterator at, ObjectKey key) throws DamagedRecordException {
        ObjectName name = new ObjectName(ANY, key.key());
        ObjectRecord record = heads.read(at, name);
        if (record.place() instanceof Place.Blob blob) {
            blob(blob.places(), record.info().size());
        } else if (record.place() instanceof Place.Inline) {
            all.inlineBytes += record.info().size();
        } else {
            List<StoredPart> parts = ObjectRecordFormat.parts(record, at.value());
            parts.forEach(part -> blob(part.places(), part.part().size()));
        }
        return record.info();
    }

    private void blob(Places places, long size) {
        if (here.test(places)) {
            all.blobs++;
            all.blobBytes += size;
        }
    }

    private boolean upload(RocksIterator at) {
        UploadKey key = UploadKey.decode(at.key());
        bucketOfUpload.put(key.upload(), key.bucketId());
        bucket(key.bucketId()).uploads++;
        return true;
    }

    private boolean part(RocksIterator at) throws DamagedRecordException {
        StoredPart part = PartFormat.decode(at.value());
        blob(part.places(), part.part().size());
        Long bucketId = bucketOfUpload.get(ByteBuffer.wrap(at.key()).getLong());
        if (bucketId != null) {
            Tally bucket = bucket(bucketId);
            bucket.parts++;
            bucket.partBytes += part.part().size();
        }
        return true;
    }
}
