package dev.cistern.node.engine;

import dev.cistern.node.engine.record.Counter;
import dev.cistern.node.engine.record.ObjectKey;
import dev.cistern.node.engine.record.ObjectRecord;
import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.engine.record.ObjectRecordFormat;
import dev.cistern.node.engine.record.RecordBatch;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ObjectName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The changes of one batch, each seeing those before it. Confined to the committer. */
final class CommitRound {
    private final Records records;
    private final Buckets buckets;
    private final Instant now;
    private final RecordBatch batch = new RecordBatch();
    private final Map<ObjectKey, Optional<ObjectRecord>> changed = new HashMap<>();
    private final List<Long> added = new ArrayList<>();
    private final List<Long> superseded = new ArrayList<>();
    private long nextVersion;

    CommitRound(Records records, Buckets buckets, Instant now, long nextVersion) {
        this.records = records;
        this.buckets = buckets;
        this.now = now;
        this.nextVersion = nextVersion;
    }

    Records records() {
        return records;
    }

    Buckets buckets() {
        return buckets;
    }

    RecordBatch batch() {
        return batch;
    }

    Instant now() {
        return now;
    }

    long nextVersion() {
        return nextVersion;
    }

    /** Blobs that the round's records name for the first time. */
    List<Long> added() {
        return added;
    }

    /** Blobs that no record names any more, once the round is written. */
    List<Long> superseded() {
        return superseded;
    }

    Optional<ObjectRecord> current(ObjectName name, BucketInfo bucket) {
        Optional<ObjectRecord> pending = changed.get(new ObjectKey(bucket.id(), name.key()));
        return pending != null ? pending : records.find(name, bucket.id()).map(Records.Found::object);
    }

    long takeVersion() {
        long version = nextVersion++;
        batch.setCounter(Counter.VERSION, nextVersion);
        return version;
    }

    void put(BucketInfo bucket, ObjectRecord object, byte[] bytes) {
        ObjectName name = object.info().name();
        ObjectKey key = new ObjectKey(bucket.id(), name.key());
        current(name, bucket).ifPresent(this::supersede);
        batch.putObject(key, ObjectRecordFormat.encode(object, bytes));
        if (object.place() instanceof Place.Blob blob) {
            batch.putBlob(blob.id(), key);
            added.add(blob.id());
        }
        changed.put(key, Optional.of(object));
    }

    void delete(BucketInfo bucket, ObjectRecord object) {
        ObjectKey key = new ObjectKey(bucket.id(), object.info().name().key());
        supersede(object);
        batch.deleteObject(key);
        changed.put(key, Optional.empty());
    }

    private void supersede(ObjectRecord object) {
        if (object.place() instanceof Place.Blob blob) {
            batch.deleteBlob(blob.id());
            superseded.add(blob.id());
        }
    }
}
