package dev.cistern.node.engine.record;

import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ObjectName;
import java.util.ArrayList;
import java.util.List;

/** What is in buckets, and left of those that were destroyed. As {@link Records}: used by any thread, blocks on the disk. */
public final class BucketContents {
    /** Stands for the name of a bucket that has none any more. */
    private static final BucketName DESTROYED = new BucketName("destroyed");

    private final Records records;

    BucketContents(Records records) {
        this.records = records;
    }

    public List<Long> doomedBuckets() {
        List<Long> ids = new ArrayList<>();
        records.scan(Family.SYSTEM, SystemKey.DOOMED, iterator -> ids.add(SystemKey.doomedId(iterator.key())));
        return ids;
    }

    /** Whether a bucket holds anything: objects, older versions or delete markers. */
    public boolean hasObjects(long bucketId) {
        List<byte[]> first = new ArrayList<>();
        records.scan(Family.OBJECTS, ObjectKey.bucketPrefix(bucketId), iterator -> {
            first.add(iterator.key());
            return false;
        });
        return !first.isEmpty() || records.versions().hasAny(bucketId);
    }

    /**
     * What is to be removed of an object of a destroyed bucket.
     *
     * @param blobIds none where the bytes are in the record, or the record is damaged
     */
    public record Remains(ObjectKey key, List<Long> blobIds) {}

    /** The first objects of a destroyed bucket, in order of key. */
    public List<Remains> remains(long bucketId, int atMost) {
        List<Remains> all = new ArrayList<>();
        records.scan(Family.OBJECTS, ObjectKey.bucketPrefix(bucketId), iterator -> {
            ObjectKey key = ObjectKey.decode(iterator.key());
            all.add(new Remains(key, blobIds(iterator.value(), key)));
            return all.size() < atMost;
        });
        return all;
    }

    static List<Long> blobIds(byte[] record, ObjectKey key) {
        try {
            ObjectRecord object = ObjectRecordFormat.decode(new ObjectName(DESTROYED, key.key()), record);
            if (object.place() instanceof Place.Blob blob) {
                return List.of(blob.id());
            }
            return ObjectRecordFormat.parts(object, record).stream()
                    .map(StoredPart::blobId)
                    .toList();
        } catch (DamagedRecordException e) {
            return List.of();
        }
    }
}
