package dev.cistern.node.engine.record;

import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksIterator;

/**
 * Reads all records page by page, past the cache, and verifies each against its checksums, with the bytes of small objects. Used
 * by one thread; blocks on the disk.
 */
public final class RecordScan {
    /** Where a scan begins. */
    public static final String BEGINNING = "";

    private static final BucketName ANY = new BucketName("any-bucket");
    private static final long PAGE_BYTES = 1 << 20;
    private static final List<Family> FAMILIES = List.of(
            Family.BUCKETS,
            Family.OBJECTS,
            Family.VERSIONS,
            Family.UPLOADS,
            Family.PARTS,
            Family.NULL_VERSIONS,
            Family.SYSTEM);

    private final Records records;
    private final int pageEntries;

    /**
     * Reads nothing yet.
     *
     * @param pageEntries most entries of a page, which ends earlier after a MiB
     */
    public RecordScan(Records records, int pageEntries) {
        this.records = records;
        this.pageEntries = pageEntries;
    }

    /**
     * A record that does not match its checksums, or that cannot be read.
     *
     * @param object whose it is, where that is known
     * @param version its number; 0 where that is not known, or it is the latest
     */
    public record Damaged(Optional<ObjectKey> object, long version, String what) {}

    /**
     * A blob that a record names.
     *
     * @param version number of the version; that of the upload, for a part of one in progress
     */
    public record NamedBlob(long id, Optional<ObjectKey> object, long version) {}

    /**
     * What a page came to.
     *
     * @param next where the next one begins; empty behind the last
     */
    public record Page(long entries, long bytes, List<NamedBlob> blobs, List<Damaged> damaged, Optional<String> next) {}

    private static final class Begun {
        private final List<NamedBlob> blobs = new ArrayList<>();
        private final List<Damaged> damaged = new ArrayList<>();
        private byte[] last;
        private long entries;
        private long bytes;
        private boolean isEnd;

        Begun(byte[] last) {
            this.last = last;
        }
    }

    /**
     * Reads a page.
     *
     * @param position {@link #BEGINNING}, or where the page before said
     */
    public Page page(String position) {
        String[] words = position.isEmpty() ? new String[] {FAMILIES.get(0).title(), ""} : position.split(":", 2);
        Family family = FAMILIES.stream()
                .filter(known -> known.title().equals(words[0]))
                .findFirst()
                .orElse(FAMILIES.get(0));
        Begun page = new Begun(HexFormat.of().parseHex(words[1]));
        try {
            read(family, page);
        } catch (StoreException e) {
            if (e.code() != Code.CORRUPT) {
                throw e;
            }
            skip(family, page, e);
        }
        Optional<String> next = page.isEnd
                ? after(family)
                : Optional.of(family.title() + ":" + HexFormat.of().formatHex(page.last));
        return new Page(page.entries, page.bytes, page.blobs, page.damaged, next);
    }

    private static Optional<String> after(Family family) {
        int next = FAMILIES.indexOf(family) + 1;
        return next == FAMILIES.size()
                ? Optional.empty()
                : Optional.of(FAMILIES.get(next).title() + ":");
    }

    private void read(Family family, Begun page) {
        records.reading(db -> {
            try (ReadOptions options =
                            new ReadOptions().setVerifyChecksums(true).setFillCache(false);
                    RocksIterator at = db.newIterator(records.handle(family), options)) {
                at.seek(page.last);
                if (at.isValid() && Arrays.equals(at.key(), page.last)) {
                    at.next();
                }
                for (; at.isValid(); at.next()) {
                    byte[] key = at.key();
                    byte[] value = at.value();
                    page.last = key;
                    page.entries++;
                    page.bytes += key.length + value.length;
                    verify(family, key, value, page);
                    if (page.entries >= pageEntries || page.bytes >= PAGE_BYTES) {
                        return true;
                    }
                }
                at.status();
                page.isEnd = true;
                return true;
            }
        });
    }

    /** Goes on behind what cannot be read. */
    private void skip(Family family, Begun page, StoreException failure) {
        page.damaged.add(new Damaged(
                family == Family.OBJECTS && page.last.length >= Long.BYTES
                        ? Optional.of(ObjectKey.decode(page.last))
                        : Optional.empty(),
                0,
                "records of '" + family.title() + "' behind this one cannot be read: " + failure.getMessage()));
        Optional<byte[]> end = new RecordFiles(records).endOfDamage(family, page.last);
        page.isEnd = end.isEmpty() || Arrays.equals(end.get(), page.last);
        page.last = end.orElse(page.last);
    }

    private static void verify(Family family, byte[] key, byte[] value, Begun page) {
        Optional<ObjectKey> object = Optional.empty();
        long version = 0;
        try {
            switch (family) {
                case OBJECTS -> {
                    object = Optional.of(ObjectKey.decode(key));
                    version = verifyBody(object.get(), value, page);
                }
                case VERSIONS -> {
                    VersionKey decoded = VersionKey.decode(key);
                    object = Optional.of(new ObjectKey(decoded.bucketId(), decoded.key()));
                    version = decoded.number();
                    version = verifyBody(object.get(), value, page);
                }
                case UPLOADS -> {
                    UploadKey upload = UploadKey.decode(key);
                    object = Optional.of(new ObjectKey(upload.bucketId(), upload.key()));
                    version = upload.upload();
                    UploadName name = new UploadName(new ObjectName(ANY, upload.key()), upload.upload());
                    boolean unused = UploadFormat.decode(name, value).name().equals(name);
                }
                case PARTS -> {
                    version = ByteBuffer.wrap(key).getLong();
                    page.blobs.add(new NamedBlob(PartFormat.decode(value).blobId(), object, version));
                }
                case BUCKETS -> {
                    BucketName name = new BucketName(new String(key, StandardCharsets.UTF_8));
                    boolean unused =
                            BucketRecordFormat.decode(name, value).name().equals(name);
                }
                default -> {
                    // Has no checksum of its own; that of the block was verified.
                }
            }
        } catch (DamagedRecordException | StoreException e) {
            page.damaged.add(new Damaged(object, version, String.valueOf(e.getMessage())));
        }
    }

    /** Gives the number of the version. */
    private static long verifyBody(ObjectKey key, byte[] value, Begun page) throws DamagedRecordException {
        Found found = Found.of(new ObjectName(ANY, key.key()), value);
        long version = found.object().info().version();
        if (found.object().place() instanceof Place.Blob blob) {
            page.blobs.add(new NamedBlob(blob.id(), Optional.of(key), version));
        } else if (found.object().place() instanceof Place.Inline) {
            byte[] unused = found.inlineBytes();
        } else {
            found.parts().forEach(part -> page.blobs.add(new NamedBlob(part.blobId(), Optional.of(key), version)));
        }
        return version;
    }
}
