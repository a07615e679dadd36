package dev.cistern.node.engine;

import dev.cistern.node.engine.record.Counter;
import dev.cistern.node.engine.record.ObjectKey;
import dev.cistern.node.engine.record.ObjectRecord;
import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.engine.record.ObjectRecordFormat;
import dev.cistern.node.engine.record.RecordBatch;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.engine.record.StoredPart;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
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
    private final Map<ObjectKey, Optional<Pending>> changed = new HashMap<>();
    private final Map<PartKey, StoredPart> changedParts = new HashMap<>();
    private final List<Long> added = new ArrayList<>();
    private final List<Long> superseded = new ArrayList<>();
    private long nextVersion;

    /** An object of this round, with what follows the head of its record. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Pending(ObjectRecord object, byte[] tail) {}

    private record PartKey(long upload, int number) {}

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
        Optional<Pending> pending = changed.get(new ObjectKey(bucket.id(), name.key()));
        return pending != null ? pending.map(Pending::object) : records.findHead(name, bucket.id());
    }

    Optional<StoredPart> currentPart(long upload, int number) {
        StoredPart pending = changedParts.get(new PartKey(upload, number));
        return pending != null ? Optional.of(pending) : records.uploads().findPart(upload, number);
    }

    long takeVersion() {
        long version = nextVersion++;
        batch.setCounter(Counter.VERSION, nextVersion);
        return version;
    }

    /**
     * Stores an object. The blobs of its parts, if it has any, are named already.
     *
     * @param tail what follows the head of its record
     * @param replaced what {@link #current} gave
     */
    void put(BucketInfo bucket, ObjectRecord object, byte[] tail, Optional<ObjectRecord> replaced) {
        ObjectKey key = new ObjectKey(bucket.id(), object.info().name().key());
        replaced.ifPresent(old -> supersede(bucket, old));
        batch.putObject(key, ObjectRecordFormat.encode(object, tail));
        if (object.place() instanceof Place.Blob blob) {
            batch.putBlob(blob.id(), key);
            added.add(blob.id());
        }
        changed.put(key, Optional.of(new Pending(object, tail)));
    }

    /** Changes what is known of an object, and none of its bytes. */
    void putHead(BucketInfo bucket, ObjectRecord object) {
        ObjectName name = object.info().name();
        ObjectKey key = new ObjectKey(bucket.id(), name.key());
        Optional<Pending> pending = changed.getOrDefault(key, Optional.empty());
        byte[] tail =
                pending.map(Pending::tail).orElseGet(() -> stored(name, bucket).tail());
        batch.putObject(key, ObjectRecordFormat.encode(object, tail));
        changed.put(key, Optional.of(new Pending(object, tail)));
    }

    void delete(BucketInfo bucket, ObjectRecord object) {
        ObjectKey key = new ObjectKey(bucket.id(), object.info().name().key());
        supersede(bucket, object);
        batch.deleteObject(key);
        changed.put(key, Optional.empty());
    }

    /** Stores a part, in place of an earlier one of its number. */
    void putPart(UploadName upload, BucketInfo bucket, StoredPart part) {
        currentPart(upload.id(), part.part().number()).ifPresent(old -> discardBlob(old.blobId()));
        batch.putPart(upload.id(), part);
        batch.putBlob(part.blobId(), new ObjectKey(bucket.id(), upload.object().key()));
        added.add(part.blobId());
        changedParts.put(new PartKey(upload.id(), part.part().number()), part);
    }

    /** Lets go of a blob that no record names any more. */
    void discardBlob(long id) {
        batch.deleteBlob(id);
        superseded.add(id);
    }

    private void supersede(BucketInfo bucket, ObjectRecord object) {
        if (object.place() instanceof Place.Blob blob) {
            discardBlob(blob.id());
        } else if (object.place() instanceof Place.Parts) {
            // An object is put together in a round of its own, so this one is in the records, whatever its head is now.
            stored(object.info().name(), bucket).parts().forEach(part -> discardBlob(part.blobId()));
        }
    }

    private Records.Found stored(ObjectName name, BucketInfo bucket) {
        return records.find(name, bucket.id())
                .orElseThrow(() -> new StoreException(Code.INTERNAL, "the record of " + name + " has gone"));
    }
}
