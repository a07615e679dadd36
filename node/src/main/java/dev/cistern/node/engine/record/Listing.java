package dev.cistern.node.engine.record;

import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListPage;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * One page of a listing, from one iterator, which is one moment's view. Jumps over the keys of a common prefix instead of
 * reading them, so a page costs what it holds, whatever the bucket holds.
 */
final class Listing {
    private final ListCommand command;
    private final RocksIterator iterator;
    private final byte[] prefix;
    private final Folding folding;
    private final byte[] bucket;

    private final HeadWindow heads = new HeadWindow();
    private final List<ObjectInfo> objects = new ArrayList<>();
    private final List<String> commonPrefixes = new ArrayList<>();
    private String last = "";

    Listing(ListCommand command, long bucketId, RocksIterator iterator) {
        this.command = command;
        this.iterator = iterator;
        this.prefix = new ObjectKey(bucketId, command.prefix()).encode();
        this.folding = new Folding(prefix.length, command.delimiter().getBytes(StandardCharsets.UTF_8));
        this.bucket = ObjectKey.bucketPrefix(bucketId);
    }

    ListPage page() throws RocksDBException, DamagedRecordException {
        seekStart();
        while (iterator.isValid()) {
            byte[] key = iterator.key();
            if (!Records.beginsWith(key, prefix)) {
                break;
            }
            if (objects.size() + commonPrefixes.size() == command.maxKeys()) {
                return new ListPage(objects, commonPrefixes, Optional.of(last));
            }
            take(key);
        }
        iterator.status();
        return new ListPage(objects, commonPrefixes, Optional.empty());
    }

    private void take(byte[] key) throws DamagedRecordException {
        int foldEnd = folding.end(key);
        if (foldEnd < 0) {
            last = ObjectKey.decode(key).key();
            ObjectName name = new ObjectName(command.bucket(), last);
            objects.add(heads.read(iterator, name).info());
            iterator.next();
        } else {
            byte[] common = Arrays.copyOf(key, foldEnd);
            last = ObjectKey.decode(common).key();
            commonPrefixes.add(last);
            iterator.seek(Folding.after(common));
        }
    }

    private void seekStart() {
        if (command.startAfter().isEmpty()) {
            iterator.seek(prefix);
            return;
        }
        byte[] startAfter = concatenate(bucket, command.startAfter().get().getBytes(StandardCharsets.UTF_8));
        // The common prefix that startAfter itself lies in is not after it.
        int foldEnd = Records.beginsWith(startAfter, prefix) ? folding.end(startAfter) : -1;
        byte[] start = foldEnd < 0
                ? Arrays.copyOf(startAfter, startAfter.length + 1)
                : Folding.after(Arrays.copyOf(startAfter, foldEnd));
        iterator.seek(Arrays.compareUnsigned(start, prefix) < 0 ? prefix : start);
    }

    private static byte[] concatenate(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
