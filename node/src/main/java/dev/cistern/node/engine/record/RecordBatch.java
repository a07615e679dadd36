package dev.cistern.node.engine.record;

import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.Multiparts.UploadName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Changes of records that happen all together or not at all. Confined to one thread. */
public final class RecordBatch {
    /** A value to be put; null to delete what is there. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Change(Family family, byte[] key, byte @Nullable [] value) {}

    private final List<Change> changes = new ArrayList<>();
    private final List<ObjectKey> objects = new ArrayList<>();
    private long sizeBytes;

    /** Adds all of them to a batch of the database. */
    void addTo(WriteBatch writes, Function<Family, ColumnFamilyHandle> handles) throws RocksDBException {
        for (Change change : changes) {
            ColumnFamilyHandle handle = handles.apply(change.family);
            if (change.value == null) {
                writes.delete(handle, change.key);
            } else {
                writes.put(handle, change.key, change.value);
            }
        }
    }

    /** Whose latest version changes. */
    List<ObjectKey> objects() {
        return objects;
    }

    /** Bytes of all keys and values. */
    public long sizeBytes() {
        return sizeBytes;
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** @param record out of {@link ObjectRecordFormat#encode} */
    public void putObject(ObjectKey key, byte[] record) {
        put(Family.OBJECTS, key.encode(), record);
        objects.add(key);
    }

    public void deleteObject(ObjectKey key) {
        delete(Family.OBJECTS, key.encode());
        objects.add(key);
    }

    /** @param record that of a version that is not the latest, or of a delete marker */
    public void putVersion(VersionKey key, byte[] record) {
        put(Family.VERSIONS, key.encode(), record);
    }

    public void deleteVersion(VersionKey key) {
        delete(Family.VERSIONS, key.encode());
    }

    /** Notes which of the versions of a key is the null version. */
    public void putNullVersion(VersionKey key) {
        put(Family.NULL_VERSIONS, new ObjectKey(key.bucketId(), key.key()).encode(), number(key.number()));
    }

    public void deleteNullVersion(ObjectKey key) {
        delete(Family.NULL_VERSIONS, key.encode());
    }

    /** Notes which object a blob belongs to. */
    public void putBlob(long id, ObjectKey owner) {
        put(Family.BLOBS, number(id), owner.encode());
    }

    public void deleteBlob(long id) {
        delete(Family.BLOBS, number(id));
    }

    public void putUpload(Upload upload, long bucketId) {
        put(Family.UPLOADS, key(upload.name(), bucketId), UploadFormat.encode(upload));
    }

    public void deleteUpload(UploadName upload, long bucketId) {
        delete(Family.UPLOADS, key(upload, bucketId));
    }

    public void deleteUpload(UploadRecords.Remains upload) {
        delete(Family.UPLOADS, new UploadKey(upload.bucketId(), upload.key(), upload.upload()).encode());
    }

    public void putPart(long upload, StoredPart part) {
        put(Family.PARTS, UploadKey.part(upload, part.part().number()), PartFormat.encode(part));
    }

    public void deletePart(long upload, int number) {
        delete(Family.PARTS, UploadKey.part(upload, number));
    }

    public void putBucket(BucketInfo bucket) {
        put(Family.BUCKETS, bucketKey(bucket), BucketRecordFormat.encode(bucket));
    }

    public void deleteBucket(BucketInfo bucket) {
        delete(Family.BUCKETS, bucketKey(bucket));
    }

    /** Notes that everything in the bucket of this id is to be removed. */
    public void doom(long bucketId) {
        put(Family.SYSTEM, SystemKey.doomed(bucketId), new byte[0]);
    }

    /** Notes that nothing of a doomed bucket is left. */
    public void forgetDoomed(long bucketId) {
        delete(Family.SYSTEM, SystemKey.doomed(bucketId));
    }

    /** See {@link Records#masterKey}. */
    public void setMasterKey(String id) {
        put(Family.SYSTEM, SystemKey.MASTER_KEY, id.getBytes(StandardCharsets.US_ASCII));
    }

    /** See {@link LogRecords#group}. */
    public void setGroup(String cluster) {
        put(Family.SYSTEM, SystemKey.GROUP, cluster.getBytes(StandardCharsets.US_ASCII));
    }

    /** The records are those of no cluster any more: forgets what only those of one have. */
    public void leaveGroup(int slots) {
        delete(Family.SYSTEM, SystemKey.GROUP);
        delete(Family.SYSTEM, SystemKey.APPLIED);
        for (int slot = 0; slot < slots; slot++) {
            delete(Family.SYSTEM, SystemKey.command(slot));
        }
    }

    public void putDocument(String name, StoredDocument document) {
        put(Family.SYSTEM, SystemKey.document(name), document.encode());
    }

    public void setApplied(Applied applied) {
        put(Family.SYSTEM, SystemKey.APPLIED, applied.encode());
    }

    /** Remembers a command, in place of the one that had its slot before. */
    public void putCommand(int slot, UUID id) {
        byte[] value = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        put(Family.SYSTEM, SystemKey.command(slot), value);
    }

    public void setCounter(Counter counter, long value) {
        put(Family.SYSTEM, SystemKey.counter(counter), number(value));
    }

    private void put(Family family, byte[] key, byte[] value) {
        changes.add(new Change(family, key, value));
        sizeBytes += key.length + value.length;
    }

    private void delete(Family family, byte[] key) {
        changes.add(new Change(family, key, null));
        sizeBytes += key.length;
    }

    private static byte[] key(UploadName upload, long bucketId) {
        return new UploadKey(bucketId, upload.object().key(), upload.id()).encode();
    }

    private static byte[] bucketKey(BucketInfo bucket) {
        return bucket.name().value().getBytes(StandardCharsets.UTF_8);
    }

    static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }
}
