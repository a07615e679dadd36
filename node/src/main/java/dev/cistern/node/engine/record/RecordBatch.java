package dev.cistern.node.engine.record;

import dev.cistern.node.store.BucketInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes of records that happen all together or not at all. Confined to one thread. */
public final class RecordBatch {
    /** A value to be put; null to delete what is there. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Change(Family family, byte[] key, byte @Nullable [] value) {}

    private final List<Change> changes = new ArrayList<>();

    List<Change> changes() {
        return changes;
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** @param record out of {@link ObjectRecordFormat#encode} */
    public void putObject(ObjectKey key, byte[] record) {
        put(Family.OBJECTS, key.encode(), record);
    }

    public void deleteObject(ObjectKey key) {
        delete(Family.OBJECTS, key.encode());
    }

    /** Notes which object a blob belongs to. */
    public void putBlob(long id, ObjectKey owner) {
        put(Family.BLOBS, number(id), owner.encode());
    }

    public void deleteBlob(long id) {
        delete(Family.BLOBS, number(id));
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

    public void setCounter(Counter counter, long value) {
        put(Family.SYSTEM, SystemKey.counter(counter), number(value));
    }

    private void put(Family family, byte[] key, byte[] value) {
        changes.add(new Change(family, key, value));
    }

    private void delete(Family family, byte[] key) {
        changes.add(new Change(family, key, null));
    }

    private static byte[] bucketKey(BucketInfo bucket) {
        return bucket.name().value().getBytes(StandardCharsets.UTF_8);
    }

    static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }
}
