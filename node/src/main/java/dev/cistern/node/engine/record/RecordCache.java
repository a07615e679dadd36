package dev.cistern.node.engine.record;

import dev.cistern.node.store.ObjectName;
import java.util.Optional;
import org.rocksdb.Holder;

/**
 * What memory holds of the records: blocks that were read before, and what was written lately. Nothing here waits for a disk, so an
 * event loop may ask. Used by any thread.
 */
public final class RecordCache {
    private final Records records;

    RecordCache(Records records) {
        this.records = records;
    }

    /**
     * The latest version of an object, as the records say at this moment. Empty where there is none, where only the disk knows, where
     * the record is damaged, and while the records are closed or replaced: then {@link Records#find} tells which.
     */
    public Optional<Found> find(ObjectName name, long bucketId) {
        byte[] key = new ObjectKey(bucketId, name.key()).encode();
        return records.readingAtOnce(database -> {
            // Unlike a get that may not read the disk, this does not throw for each block that is not there.
            Holder<byte[]> value = new Holder<>();
            boolean maybe = database.keyMayExist(records.handle(Family.OBJECTS), key, value);
            byte[] record = value.getValue();
            return maybe && record != null ? Optional.of(Found.of(name, record)) : Optional.empty();
        });
    }

    /** That blocks of records, and indexes and filters, take now. */
    public long bytes() {
        return records.readingAtOnce(database -> Optional.of(records.tuning.cachedBytes()))
                .orElse(0L);
    }

    /** That they may take. */
    public long limitBytes() {
        return records.memory.cacheBytes();
    }
}
