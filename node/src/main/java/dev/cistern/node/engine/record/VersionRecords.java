package dev.cistern.node.engine.record;

import dev.cistern.node.store.ListVersions;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.VersionId;
import dev.cistern.node.store.VersionPage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;

/**
 * The records of versions: those that are no longer the latest, and delete markers. The latest version of an object is in
 * {@link Family#OBJECTS}, and is newer than all here; where there is none, the newest here is a delete marker. As
 * {@link Records}: used by any thread, blocks on the disk.
 */
public final class VersionRecords {
    private final Records records;

    VersionRecords(Records records) {
        this.records = records;
    }

    /** A version, wherever it is; may be a delete marker. */
    public Optional<Found> find(ObjectName name, long bucketId, VersionId version) {
        return atOneMoment((db, moment) -> {
            Optional<Found> latest = latest(db, moment, name, bucketId);
            if (latest.isPresent() && latest.get().object().info().versionId().equals(version)) {
                return latest;
            }
            OptionalLong number = version.equals(VersionId.NULL)
                    ? nullNumber(db, moment, new ObjectKey(bucketId, name.key()))
                    : OptionalLong.of(version.number());
            return number.isEmpty()
                    ? Optional.<Found>empty()
                    : older(db, moment, name, new VersionKey(bucketId, name.key(), number.getAsLong()))
                            .filter(found -> found.object().info().versionId().equals(version));
        });
    }

    /** The latest version, which may be a delete marker. */
    public Optional<Found> findLatest(ObjectName name, long bucketId) {
        return atOneMoment((db, moment) -> {
            Optional<Found> latest = latest(db, moment, name, bucketId);
            VersionKey first = new VersionKey(bucketId, name.key(), Long.MAX_VALUE);
            return latest.isPresent() ? latest : newest(db, moment, name, first, number -> true);
        });
    }

    /** A version that is not the latest, or a delete marker. */
    public Optional<Found> findOlder(ObjectName name, long bucketId, long number) {
        return atOneMoment((db, moment) -> older(db, moment, name, new VersionKey(bucketId, name.key(), number)));
    }

    /**
     * The newest of the versions that are not the latest, and delete markers, among those of certain numbers.
     *
     * @param from greater numbers are not looked at
     */
    public Optional<Found> newest(ObjectName name, VersionKey from, LongPredicate among) {
        return atOneMoment((db, moment) -> newest(db, moment, name, from, among));
    }

    /** The number of the null version, where it is here. */
    public OptionalLong nullNumber(ObjectKey key) {
        return atOneMoment((db, moment) -> nullNumber(db, moment, key));
    }

    public VersionPage list(ListVersions command, long bucketId) {
        return atOneMoment((db, moment) -> {
            Optional<Long> nullNumber = Optional.empty();
            if (command.after().flatMap(ListVersions.Place::version).equals(Optional.of(VersionId.NULL))) {
                nullNumber = nullNumberAnywhere(db, moment, command, bucketId);
            }
            try (RocksIterator objects = db.newIterator(records.handle(Family.OBJECTS), moment);
                    RocksIterator older = db.newIterator(records.handle(Family.VERSIONS), moment)) {
                return new VersionListing(command, bucketId, objects, older).page(nullNumber);
            }
        });
    }

    public boolean hasAny(long bucketId) {
        return !remains(bucketId, 1).isEmpty();
    }

    /**
     * What is to be removed of a version in a destroyed bucket.
     *
     * @param blobIds none where the bytes are in the record, or the record is damaged
     */
    public record Remains(VersionKey key, List<Long> blobIds) {}

    /** The first versions of a destroyed bucket, in order of key. */
    public List<Remains> remains(long bucketId, int atMost) {
        List<Remains> remains = new ArrayList<>();
        records.scan(Family.VERSIONS, ObjectKey.bucketPrefix(bucketId), iterator -> {
            VersionKey key = VersionKey.decode(iterator.key());
            ObjectKey object = new ObjectKey(key.bucketId(), key.key());
            remains.add(new Remains(key, BucketContents.blobIds(iterator.value(), object)));
            return remains.size() < atMost;
        });
        return remains;
    }

    private Optional<Long> nullNumberAnywhere(RocksDB db, ReadOptions moment, ListVersions command, long bucketId)
            throws RocksDBException, DamagedRecordException {
        String key = command.after().orElseThrow().key();
        if (key.isEmpty()) {
            return Optional.empty();
        }
        Optional<Found> latest = latest(db, moment, new ObjectName(command.bucket(), key), bucketId)
                .filter(found -> found.object().info().versionId().equals(VersionId.NULL));
        if (latest.isPresent()) {
            return latest.map(found -> found.object().info().version());
        }
        OptionalLong number = nullNumber(db, moment, new ObjectKey(bucketId, key));
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }

    private Optional<Found> latest(RocksDB db, ReadOptions moment, ObjectName name, long bucketId)
            throws RocksDBException, DamagedRecordException {
        byte[] key = new ObjectKey(bucketId, name.key()).encode();
        byte[] record = db.get(records.handle(Family.OBJECTS), moment, key);
        return record == null ? Optional.empty() : Optional.of(Found.of(name, record));
    }

    private Optional<Found> older(RocksDB db, ReadOptions moment, ObjectName name, VersionKey key)
            throws RocksDBException, DamagedRecordException {
        byte[] record = db.get(records.handle(Family.VERSIONS), moment, key.encode());
        return record == null ? Optional.empty() : Optional.of(Found.of(name, record));
    }

    private Optional<Found> newest(
            RocksDB db, ReadOptions moment, ObjectName name, VersionKey from, LongPredicate among)
            throws RocksDBException, DamagedRecordException {
        byte[] beginning = VersionKey.allOf(new ObjectKey(from.bucketId(), from.key()));
        try (RocksIterator iterator = db.newIterator(records.handle(Family.VERSIONS), moment)) {
            for (iterator.seek(from.encode()); iterator.isValid(); iterator.next()) {
                byte[] key = iterator.key();
                if (!Records.beginsWith(key, beginning)) {
                    break;
                }
                if (among.test(VersionKey.number(key))) {
                    return Optional.of(Found.of(name, iterator.value()));
                }
            }
            iterator.status();
            return Optional.empty();
        }
    }

    private OptionalLong nullNumber(RocksDB db, ReadOptions moment, ObjectKey key) throws RocksDBException {
        byte[] number = db.get(records.handle(Family.NULL_VERSIONS), moment, key.encode());
        return number == null
                ? OptionalLong.empty()
                : OptionalLong.of(ByteBuffer.wrap(number).getLong());
    }

    private interface MomentReading<T> {
        T with(RocksDB db, ReadOptions moment) throws RocksDBException, DamagedRecordException;
    }

    /** Versions move between families, so what looks into several of them looks at one moment. */
    private <T> T atOneMoment(MomentReading<T> work) {
        return records.reading(db -> {
            try (Snapshot snapshot = db.getSnapshot();
                    ReadOptions moment = new ReadOptions().setSnapshot(snapshot)) {
                try {
                    return work.with(db, moment);
                } finally {
                    db.releaseSnapshot(snapshot);
                }
            }
        });
    }
}
