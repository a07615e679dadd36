package dev.cistern.node.engine.record;

import dev.cistern.node.store.Multiparts.ListUploads;
import dev.cistern.node.store.Multiparts.Place;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.Multiparts.UploadPage;
import dev.cistern.node.store.ObjectName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** One page of a listing of uploads, from one iterator. As {@link Listing}, it jumps over common prefixes. */
final class UploadListing {
    private final ListUploads command;
    private final long bucketId;
    private final RocksIterator iterator;
    private final List<Upload> uploads = new ArrayList<>();
    private final List<String> commonPrefixes = new ArrayList<>();
    private Place last = new Place("", OptionalLong.empty());

    UploadListing(ListUploads command, long bucketId, RocksIterator iterator) {
        this.command = command;
        this.bucketId = bucketId;
        this.iterator = iterator;
    }

    UploadPage page() throws RocksDBException, DamagedRecordException {
        seekStart();
        while (iterator.isValid()) {
            byte[] encoded = iterator.key();
            UploadKey key = UploadKey.decode(encoded);
            if (key.bucketId() != bucketId || isPast(key.key())) {
                break;
            }
            if (!key.key().startsWith(command.prefix()) || !isAfter(key)) {
                iterator.next();
                continue;
            }
            if (uploads.size() + commonPrefixes.size() == command.atMost()) {
                return new UploadPage(uploads, commonPrefixes, Optional.of(last));
            }
            take(key);
        }
        iterator.status();
        return new UploadPage(uploads, commonPrefixes, Optional.empty());
    }

    private void take(UploadKey key) throws DamagedRecordException {
        Optional<String> fold = fold(key.key());
        if (fold.isPresent()) {
            commonPrefixes.add(fold.get());
            last = new Place(fold.get(), OptionalLong.empty());
            iterator.seek(afterAllOf(fold.get()));
        } else {
            UploadName name = new UploadName(new ObjectName(command.bucket(), key.key()), key.upload());
            uploads.add(UploadFormat.decode(name, iterator.value()));
            last = new Place(key.key(), OptionalLong.of(key.upload()));
            iterator.next();
        }
    }

    private void seekStart() {
        byte[] first = new ObjectKey(bucketId, command.prefix()).encode();
        byte[] start = first;
        if (command.after().isPresent()) {
            String key = command.after().get().key();
            Optional<String> fold = key.startsWith(command.prefix()) ? fold(key) : Optional.empty();
            start = fold.map(this::afterAllOf).orElseGet(() -> new ObjectKey(bucketId, key).encode());
        }
        iterator.seek(Arrays.compareUnsigned(start, first) < 0 ? first : start);
    }

    /** Whether no key from here on can begin with the prefix. */
    private boolean isPast(String key) {
        return !key.startsWith(command.prefix())
                && Arrays.compareUnsigned(
                                new ObjectKey(bucketId, key).encode(),
                                new ObjectKey(bucketId, command.prefix()).encode())
                        > 0;
    }

    private boolean isAfter(UploadKey key) {
        if (command.after().isEmpty()) {
            return true;
        }
        Place after = command.after().get();
        int order = Arrays.compareUnsigned(
                new ObjectKey(bucketId, key.key()).encode(), new ObjectKey(bucketId, after.key()).encode());
        return order > 0
                || (order == 0
                        && after.upload().isPresent()
                        && key.upload() > after.upload().getAsLong());
    }

    private Optional<String> fold(String key) {
        if (command.delimiter().isEmpty()) {
            return Optional.empty();
        }
        int at = key.indexOf(command.delimiter(), command.prefix().length());
        return at < 0
                ? Optional.empty()
                : Optional.of(key.substring(0, at + command.delimiter().length()));
    }

    private byte[] afterAllOf(String common) {
        byte[] next = new ObjectKey(bucketId, common).encode();
        next[next.length - 1]++;
        return next;
    }
}
