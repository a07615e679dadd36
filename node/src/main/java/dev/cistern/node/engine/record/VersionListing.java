package dev.cistern.node.engine.record;

import dev.cistern.node.store.ListVersions;
import dev.cistern.node.store.ListVersions.Place;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.VersionId;
import dev.cistern.node.store.VersionPage;
import dev.cistern.node.store.VersionPage.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * One page of a listing of versions, from an iterator over the latest versions and one over the others, which look at one
 * moment. As {@link Listing}, it jumps over common prefixes. Confined to one thread.
 */
final class VersionListing {
    private static final byte[] NONE = new byte[0];

    private final ListVersions command;
    private final long bucketId;
    private final byte[] bucket;
    private final byte[] prefix;
    private final Folding folding;
    private final RocksIterator objects;
    private final RocksIterator older;
    private final HeadWindow heads = new HeadWindow();
    private final List<Entry> entries = new ArrayList<>();
    private final List<String> commonPrefixes = new ArrayList<>();

    /** The key whose newest version has been met; empty for none. */
    private byte[] met = NONE;
    /** The last entry of the page. */
    private Place last = new Place("", Optional.empty());
    /** The number of the last entry; 0 where it is a common prefix. */
    private long lastNumber;

    VersionListing(ListVersions command, long bucketId, RocksIterator objects, RocksIterator older) {
        this.command = command;
        this.bucketId = bucketId;
        this.bucket = ObjectKey.bucketPrefix(bucketId);
        this.prefix = command.prefix().getBytes(StandardCharsets.UTF_8);
        this.folding = new Folding(prefix.length, command.delimiter().getBytes(StandardCharsets.UTF_8));
        this.objects = objects;
        this.older = older;
    }

    /** @param nullNumber the number of the null version of the key to begin after, where that is where to begin */
    VersionPage page(Optional<Long> nullNumber) throws RocksDBException, DamagedRecordException {
        if (command.atMost() == 0) {
            return VersionPage.EMPTY;
        }
        start(nullNumber);
        for (byte[] key = nextKey(); key != null; key = nextKey()) {
            if (entries.size() + commonPrefixes.size() == command.atMost()) {
                return new VersionPage(entries, commonPrefixes, Optional.of(place(key)));
            }
            take(key);
        }
        objects.status();
        older.status();
        return new VersionPage(entries, commonPrefixes, Optional.empty());
    }

    /** The lesser of the keys that the iterators are at; null where both are past the prefix. */
    private byte @Nullable [] nextKey() {
        byte[] object = objectKey();
        byte[] version = olderKey();
        if (object == null || version == null) {
            return object == null ? version : object;
        }
        return Arrays.compareUnsigned(object, version) <= 0 ? object : version;
    }

    private byte @Nullable [] objectKey() {
        byte[] key = objects.isValid() ? objects.key() : NONE;
        return Records.beginsWith(key, bucket) ? inside(Arrays.copyOfRange(key, bucket.length, key.length)) : null;
    }

    private byte @Nullable [] olderKey() {
        byte[] key = older.isValid() ? older.key() : NONE;
        return Records.beginsWith(key, bucket) ? inside(VersionKey.rawKey(key)) : null;
    }

    private byte @Nullable [] inside(byte[] key) {
        return Records.beginsWith(key, prefix) ? key : null;
    }

    private void take(byte[] key) throws DamagedRecordException {
        int foldEnd = folding.end(key);
        if (foldEnd >= 0) {
            byte[] common = Arrays.copyOf(key, foldEnd);
            String folded = text(common);
            commonPrefixes.add(folded);
            last = new Place(folded, Optional.empty());
            lastNumber = 0;
            seek(Folding.after(common));
            return;
        }
        ObjectName name = new ObjectName(command.bucket(), text(key));
        boolean isObject = Arrays.equals(key, objectKey());
        RocksIterator at = isObject ? objects : older;
        ObjectInfo info = heads.read(at, name).info();
        entries.add(new Entry(info, isObject || !Arrays.equals(key, met)));
        at.next();
        met = key;
        last = new Place(name.key(), Optional.of(info.versionId()));
        lastNumber = info.version();
    }

    /**
     * Where the next page begins. Behind a null version with older ones behind it, that is told by its number, since a
     * null version that is removed meanwhile does not leave its place behind.
     */
    private Place place(byte[] next) {
        boolean goesOn =
                last.version().equals(Optional.of(VersionId.NULL)) && text(next).equals(last.key());
        return goesOn ? new Place(last.key(), Optional.of(new VersionId(lastNumber))) : last;
    }

    private void start(Optional<Long> nullNumber) throws DamagedRecordException {
        if (command.after().isEmpty()) {
            seek(prefix);
            return;
        }
        Place after = command.after().get();
        byte[] key = after.key().getBytes(StandardCharsets.UTF_8);
        int foldEnd = Records.beginsWith(key, prefix) ? folding.end(key) : -1;
        Optional<Long> number = after.version()
                .flatMap(id -> id.equals(VersionId.NULL) ? nullNumber : Optional.of(id.number()))
                .filter(known -> known > 0);
        if (foldEnd >= 0) {
            seekInside(Folding.after(Arrays.copyOf(key, foldEnd)));
        } else if (number.isPresent() && inside(key) != null && key.length > 0) {
            startWithin(after.key(), key, number.get());
        } else {
            seekInside(Arrays.copyOf(key, key.length + 1));
        }
    }

    /** Begins behind a version, wherever it or newer ones have gone meanwhile. */
    private void startWithin(String text, byte[] key, long number) throws DamagedRecordException {
        ObjectKey objectKey = new ObjectKey(bucketId, text);
        objects.seek(objectKey.encode());
        boolean isThere = Arrays.equals(key, objectKey());
        boolean isPassed = isThere
                && heads.read(objects, new ObjectName(command.bucket(), text))
                                .info()
                                .version()
                        >= number;
        if (isPassed) {
            objects.next();
        }
        older.seek(VersionKey.allOf(objectKey));
        boolean newerOlder = Arrays.equals(key, olderKey()) && VersionKey.number(older.key()) >= number;
        met = isPassed || newerOlder ? key : NONE;
        older.seek(new VersionKey(bucketId, text, number - 1).encode());
    }

    private void seekInside(byte[] key) {
        seek(Arrays.compareUnsigned(key, prefix) < 0 ? prefix : key);
    }

    private void seek(byte[] key) {
        byte[] inObjects = Arrays.copyOf(bucket, bucket.length + key.length);
        System.arraycopy(key, 0, inObjects, bucket.length, key.length);
        objects.seek(inObjects);
        older.seek(VersionKey.beginning(bucketId, key));
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }
}
