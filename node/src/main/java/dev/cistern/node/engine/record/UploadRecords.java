package dev.cistern.node.engine.record;

import dev.cistern.node.store.Multiparts.ListUploads;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.Multiparts.UploadPage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksIterator;

/** The records of uploads in progress and of their parts. As {@link Records}: used by any thread, blocks on the disk. */
public final class UploadRecords {
    private final Records records;

    UploadRecords(Records records) {
        this.records = records;
    }

    public Optional<Upload> find(UploadName name, long bucketId) {
        byte[] key = new UploadKey(bucketId, name.object().key(), name.id()).encode();
        return records.reading(db -> {
            byte[] record = db.get(records.handle(Family.UPLOADS), key);
            return record == null ? Optional.<Upload>empty() : Optional.of(UploadFormat.decode(name, record));
        });
    }

    public Optional<StoredPart> findPart(long upload, int number) {
        return records.reading(db -> {
            byte[] record = db.get(records.handle(Family.PARTS), UploadKey.part(upload, number));
            return record == null ? Optional.<StoredPart>empty() : Optional.of(PartFormat.decode(record));
        });
    }

    /** Parts in order of number, from the first that is greater than {@code after} on. */
    public List<StoredPart> parts(long upload, int after, int atMost) {
        List<StoredPart> parts = new ArrayList<>();
        if (atMost > 0) {
            records.scanFrom(Family.PARTS, UploadKey.part(upload, after + 1), iterator -> {
                if (ByteBuffer.wrap(iterator.key()).getLong() != upload) {
                    return false;
                }
                parts.add(PartFormat.decode(iterator.value()));
                return parts.size() < atMost;
            });
        }
        return parts;
    }

    public UploadPage list(ListUploads command, long bucketId) {
        return records.reading(db -> {
            try (RocksIterator iterator = db.newIterator(records.handle(Family.UPLOADS))) {
                return new UploadListing(command, bucketId, iterator).page();
            }
        });
    }

    /** An upload of a destroyed bucket. */
    public record Remains(long bucketId, String key, long upload) {}

    /** The first uploads of a destroyed bucket. */
    public List<Remains> remains(long bucketId, int atMost) {
        List<Remains> remains = new ArrayList<>();
        records.scanFrom(Family.UPLOADS, ObjectKey.bucketPrefix(bucketId), iterator -> {
            UploadKey key = UploadKey.decode(iterator.key());
            if (key.bucketId() == bucketId) {
                remains.add(new Remains(bucketId, key.key(), key.upload()));
            }
            return key.bucketId() == bucketId && remains.size() < atMost;
        });
        return remains;
    }
}
