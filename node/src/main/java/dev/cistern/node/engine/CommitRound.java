package dev.cistern.node.engine;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.node.engine.record.Counter;
import dev.cistern.node.engine.record.Found;
import dev.cistern.node.engine.record.ObjectKey;
import dev.cistern.node.engine.record.ObjectRecord;
import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.engine.record.ObjectRecordFormat;
import dev.cistern.node.engine.record.RecordBatch;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.engine.record.StoredPart;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectInfo.Standing;
import dev.cistern.node.store.ObjectInfo.Traits;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import dev.cistern.node.store.VersionId;
import dev.cistern.node.store.Versioning;
import dev.cistern.node.store.WriteDurability;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The changes of one batch, each seeing those before it. Confined to the committer. */
final class CommitRound {
    private final Records records;
    private final Buckets buckets;
    private final RecordBatch batch = new RecordBatch();
    private final Map<ObjectKey, Optional<Found>> changed = new HashMap<>();
    private final Map<Long, History> histories = new HashMap<>();
    private final Map<PartKey, StoredPart> changedParts = new HashMap<>();
    private final Map<Long, BucketInfo> added = new LinkedHashMap<>();
    private final List<Long> superseded = new ArrayList<>();
    private final Set<Optional<WriteDurability>> asked = new HashSet<>();
    private Instant now;
    private long nextVersion;

    private final Map<UploadKey, Upload> begun = new HashMap<>();

    private record PartKey(long upload, int number) {}

    private record UploadKey(long bucketId, UploadName name) {}

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

    /**
     * The bucket as it is now, if it is still the same; the round becomes as durable as it asks.
     *
     * @throws StoreException as {@link Buckets#requireSame}
     */
    @CanIgnoreReturnValue
    BucketInfo requireSame(BucketInfo bucket) {
        BucketInfo current = buckets.requireSame(bucket);
        asked.add(current.durability());
        return current;
    }

    /** A bucket itself is changed: as durable as the node asks, and as its objects will be. */
    void changed(BucketInfo bucket) {
        asked.add(Optional.empty());
        asked.add(bucket.durability());
    }

    /**
     * Whether it has to be synced: when any change of it does. A change that was refused meanwhile may have asked too.
     *
     * @param otherwise what holds for what is in no bucket that says
     */
    boolean isSynced(boolean otherwise) {
        boolean asUsual = asked.isEmpty() || asked.contains(Optional.<WriteDurability>empty());
        return asked.contains(Optional.of(WriteDurability.SYNC)) || (otherwise && asUsual);
    }

    RecordBatch batch() {
        return batch;
    }

    /** What follows happened then. */
    void at(Instant time) {
        now = time;
    }

    Instant now() {
        return now;
    }

    long nextVersion() {
        return nextVersion;
    }

    /** Blobs that the round's records name for the first time. */
    List<Long> added() {
        return List.copyOf(added.keySet());
    }

    /** Those of them whose names have to be on the disk; see {@link #isSynced}. */
    List<Long> addedForGood(boolean otherwise) {
        return added.entrySet().stream()
                .filter(blob -> blob.getValue().isSynced(otherwise))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Blobs that no record names any more, once the round is written. */
    List<Long> superseded() {
        return superseded;
    }

    /** The latest version, unless that is a delete marker. */
    Optional<ObjectRecord> current(ObjectName name, BucketInfo bucket) {
        Optional<Found> pending = changed.get(new ObjectKey(bucket.id(), name.key()));
        return pending != null ? pending.map(Found::object) : records.findHead(name, bucket.id());
    }

    /** A version, which may be a delete marker. */
    Optional<Found> version(ObjectName name, BucketInfo bucket, VersionId id) {
        boolean isCurrent = current(name, bucket)
                .filter(latest -> latest.info().versionId().equals(id))
                .isPresent();
        return isCurrent ? Optional.of(whole(name, bucket)) : history(bucket).find(name, id);
    }

    /** A version by its number, which may be a delete marker. */
    Optional<Found> numbered(ObjectName name, BucketInfo bucket, long number) {
        boolean isCurrent = current(name, bucket)
                .filter(latest -> latest.info().version() == number)
                .isPresent();
        return isCurrent ? Optional.of(whole(name, bucket)) : history(bucket).numbered(name, number);
    }

    /**
     * The version named, else the latest.
     *
     * @throws StoreException where it is not there, or is a delete marker
     */
    ObjectRecord require(ObjectVersion version, BucketInfo bucket) {
        if (version.id().isEmpty()) {
            return current(version.name(), bucket)
                    .orElseThrow(() -> new StoreException(Code.NO_SUCH_OBJECT, "there is no object " + version));
        }
        ObjectRecord found = version(version.name(), bucket, version.id().get())
                .map(Found::object)
                .orElseThrow(() -> new StoreException(Code.NO_SUCH_VERSION, "there is no " + version));
        if (found.info().isDeleteMarker()) {
            throw StoreException.isMarker(found.info());
        }
        return found;
    }

    /** An upload in progress; whatever ends one does not share a round. */
    Optional<Upload> upload(UploadName name, BucketInfo bucket) {
        Upload pending = begun.get(new UploadKey(bucket.id(), name));
        return pending != null ? Optional.of(pending) : records.uploads().find(name, bucket.id());
    }

    void begin(Upload upload, BucketInfo bucket) {
        batch.putUpload(upload, bucket.id());
        begun.put(new UploadKey(bucket.id(), upload.name()), upload);
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
     * Stores an object as the latest version. The blobs of its parts, if it has any, are named already.
     *
     * @param bucket as it is now
     * @param tail what follows the head of its record
     * @param replaced what {@link #current} gave
     */
    void put(BucketInfo bucket, ObjectRecord object, byte[] tail, Optional<ObjectRecord> replaced) {
        giveWay(bucket, object.info().name(), replaced);
        setCurrent(bucket, new Found(object, ObjectRecordFormat.encode(object, tail)));
        if (object.place() instanceof Place.Blob blob) {
            batch.putBlob(
                    blob.id(), new ObjectKey(bucket.id(), object.info().name().key()));
            added.put(blob.id(), bucket);
        }
    }

    /** Changes what is known of a version, and none of its bytes. */
    void putHead(BucketInfo bucket, ObjectRecord object) {
        ObjectInfo info = object.info();
        boolean isCurrent = isCurrent(bucket, info);
        Found old = isCurrent
                ? whole(info.name(), bucket)
                : history(bucket).find(info.name(), info.versionId()).orElseThrow(() -> gone(info.name()));
        putWhole(bucket, object, old.tail());
    }

    /** Changes a version that is there, and what follows its head; its blobs stay the same. */
    void putWhole(BucketInfo bucket, ObjectRecord object, byte[] tail) {
        Found changedVersion = new Found(object, ObjectRecordFormat.encode(object, tail));
        if (isCurrent(bucket, object.info())) {
            setCurrent(bucket, changedVersion);
        } else {
            history(bucket).put(changedVersion);
        }
    }

    /** Removes an object of a bucket without versions. */
    void delete(BucketInfo bucket, ObjectRecord object) {
        supersede(bucket, object);
        unsetCurrent(bucket, object.info().name());
    }

    /**
     * Makes a delete marker the latest version.
     *
     * @param replaced what {@link #current} gave
     * @return the marker
     */
    ObjectInfo bury(BucketInfo bucket, ObjectName name, Optional<ObjectRecord> replaced) {
        giveWay(bucket, name, replaced);
        if (replaced.isPresent()) {
            unsetCurrent(bucket, name);
        }
        Traits traits = Traits.NONE.standing(Standing.in(bucket.versioning()).asMarker());
        ObjectInfo marker = new ObjectInfo(name, 0, "", takeVersion(), now, Map.of(), Map.of(), traits);
        ObjectRecord object = new ObjectRecord(marker, new Place.Inline(0));
        history(bucket).put(new Found(object, ObjectRecordFormat.encode(object, new byte[0])));
        return marker;
    }

    /** Removes a version for good. Where it was the latest, the next older takes its place. */
    void remove(BucketInfo bucket, Found version) {
        ObjectInfo info = version.object().info();
        discardBlobs(version);
        if (isCurrent(bucket, info)) {
            unsetCurrent(bucket, info.name());
        } else {
            history(bucket).remove(info);
        }
        if (current(info.name(), bucket).isEmpty()) {
            history(bucket)
                    .newest(info.name())
                    .filter(newest -> !newest.object().info().isDeleteMarker())
                    .ifPresent(newest -> {
                        history(bucket).remove(newest.object().info());
                        setCurrent(bucket, newest);
                    });
        }
    }

    /** Stores a part, in place of an earlier one of its number. */
    void putPart(UploadName upload, BucketInfo bucket, StoredPart part) {
        currentPart(upload.id(), part.part().number())
                .filter(old -> old.blobId() != part.blobId())
                .ifPresent(old -> discardBlob(old.blobId()));
        batch.putPart(upload.id(), part);
        batch.putBlob(part.blobId(), new ObjectKey(bucket.id(), upload.object().key()));
        added.put(part.blobId(), bucket);
        changedParts.put(new PartKey(upload.id(), part.part().number()), part);
    }

    /** Lets go of a blob that no record names any more. */
    void discardBlob(long id) {
        batch.deleteBlob(id);
        superseded.add(id);
    }

    /** What is current goes before another takes its place: for good, or to the older versions. */
    private void giveWay(BucketInfo bucket, ObjectName name, Optional<ObjectRecord> current) {
        if (bucket.versioning() == Versioning.OFF) {
            current.ifPresent(old -> supersede(bucket, old));
            return;
        }
        boolean stays = bucket.versioning() == Versioning.ENABLED
                || current.filter(old -> old.info().traits().standing().isNamed())
                        .isPresent();
        if (current.isPresent() && stays) {
            history(bucket).put(whole(name, bucket));
        } else if (current.isPresent()) {
            supersede(bucket, current.get());
        }
        if (bucket.versioning() == Versioning.SUSPENDED) {
            history(bucket).find(name, VersionId.NULL).ifPresent(replaced -> {
                discardBlobs(replaced);
                history(bucket).remove(replaced.object().info());
            });
        }
    }

    private void setCurrent(BucketInfo bucket, Found object) {
        ObjectKey key = new ObjectKey(bucket.id(), object.object().info().name().key());
        batch.putObject(key, object.record());
        changed.put(key, Optional.of(object));
    }

    private void unsetCurrent(BucketInfo bucket, ObjectName name) {
        ObjectKey key = new ObjectKey(bucket.id(), name.key());
        batch.deleteObject(key);
        changed.put(key, Optional.empty());
    }

    private boolean isCurrent(BucketInfo bucket, ObjectInfo version) {
        return current(version.name(), bucket)
                .filter(latest -> latest.info().version() == version.version())
                .isPresent();
    }

    private History history(BucketInfo bucket) {
        return histories.computeIfAbsent(bucket.id(), id -> new History(id, records.versions(), batch));
    }

    private void supersede(BucketInfo bucket, ObjectRecord object) {
        if (object.place() instanceof Place.Blob blob) {
            discardBlob(blob.id());
        } else if (object.place() instanceof Place.Parts) {
            discardBlobs(whole(object.info().name(), bucket));
        }
    }

    private void discardBlobs(Found version) {
        if (version.object().place() instanceof Place.Blob blob) {
            discardBlob(blob.id());
        } else {
            version.parts().forEach(part -> discardBlob(part.blobId()));
        }
    }

    /** What {@link #current} gave, with what follows its head. */
    private Found whole(ObjectName name, BucketInfo bucket) {
        Optional<Found> pending = changed.get(new ObjectKey(bucket.id(), name.key()));
        Optional<Found> found = pending != null ? pending : records.find(name, bucket.id());
        return found.orElseThrow(() -> gone(name));
    }

    private static StoreException gone(ObjectName name) {
        return new StoreException(Code.INTERNAL, "the record of " + name + " has gone");
    }
}
