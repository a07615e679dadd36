package dev.cistern.node.engine.record;

import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ObjectName;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All blobs that records name, in unsigned order of their ids, and what their records say of them. As {@link Records}: blocks on the
 * disk. Used by one thread at a time, since it remembers the object of the last blob: the next one is often a part of the same.
 */
public final class BlobWalk {
    /** Stands for the names of buckets, which nothing here depends on. */
    private static final BucketName ANY = new BucketName("any-bucket");

    private final Records records;
    private Optional<ObjectKey> lastKey = Optional.empty();
    private List<Named> last = List.of();

    /** Begins one. */
    public BlobWalk(Records records) {
        this.records = records;
    }

    /**
     * A blob and what its record says.
     *
     * @param upload of a part that belongs to no version yet; 0 for the blob of a version
     * @param number of the version, or of the part
     * @param size bytes of the body
     */
    public record Named(long id, ObjectKey object, long upload, long number, Places places, long size, Seal seal) {
        /** Whether it is sealed. */
        public enum Seal {
            SEALED,
            PLAIN
        }
    }

    /** The blobs behind {@code after}; those whose records have gone meanwhile are left out. */
    public Page page(long after, int atMost) {
        List<Named> page = new ArrayList<>();
        List<Owned> owned = new ArrayList<>();
        records.scanFrom(Family.BLOBS, RecordBatch.number(after), iterator -> {
            long id = ByteBuffer.wrap(iterator.key()).getLong();
            if (id != after) {
                owned.add(new Owned(id, ObjectKey.decode(iterator.value())));
            }
            return owned.size() < atMost;
        });
        owned.forEach(blob -> named(blob).ifPresent(page::add));
        return new Page(page, owned.isEmpty() ? after : owned.get(owned.size() - 1).id, owned.size() < atMost);
    }

    private record Owned(long id, ObjectKey owner) {}

    /**
     * Some of the blobs.
     *
     * @param end where the next page begins
     */
    public record Page(List<Named> blobs, long end, boolean last) {}

    /** One blob; empty where no record names it. */
    public Optional<Named> find(long id) {
        return records.owner(id).flatMap(owner -> named(new Owned(id, owner)));
    }

    /** Whether a record of this object, or of an upload of it, names the blob now. */
    public boolean names(ObjectKey object, long blobId) {
        return all(object).stream().anyMatch(named -> named.id == blobId);
    }

    private Optional<Named> named(Owned blob) {
        if (!lastKey.equals(Optional.of(blob.owner))) {
            last = all(blob.owner);
            lastKey = Optional.of(blob.owner);
        }
        return last.stream().filter(named -> named.id == blob.id).findFirst();
    }

    private List<Named> all(ObjectKey key) {
        List<Named> all = new ArrayList<>();
        records.find(new ObjectName(ANY, key.key()), key.bucketId()).ifPresent(found -> add(found, key, all));
        records.scan(Family.VERSIONS, VersionKey.allOf(key), iterator -> {
            add(Found.of(new ObjectName(ANY, key.key()), iterator.value()), key, all);
            return true;
        });
        records.scan(Family.UPLOADS, key.encode(), iterator -> {
            UploadKey upload = UploadKey.decode(iterator.key());
            if (upload.key().equals(key.key())) {
                records.uploads()
                        .parts(upload.upload(), 0, Integer.MAX_VALUE)
                        .forEach(part -> all.add(
                                named(part, key, upload.upload(), part.part().number())));
            }
            return true;
        });
        return all;
    }

    private static void add(Found found, ObjectKey key, List<Named> to) {
        ObjectRecord object = found.object();
        if (object.place() instanceof Place.Blob blob) {
            Named.Seal seal = object.info().traits().encrypted().isPresent() ? Named.Seal.SEALED : Named.Seal.PLAIN;
            to.add(new Named(
                    blob.id(),
                    key,
                    0,
                    object.info().version(),
                    blob.places(),
                    object.info().size(),
                    seal));
        } else {
            found.parts()
                    .forEach(part -> to.add(named(part, key, 0, object.info().version())));
        }
    }

    private static Named named(StoredPart part, ObjectKey key, long upload, long number) {
        Named.Seal seal = part.salt().isEmpty() ? Named.Seal.PLAIN : Named.Seal.SEALED;
        return new Named(
                part.blobId(), key, upload, number, part.places(), part.part().size(), seal);
    }
}
