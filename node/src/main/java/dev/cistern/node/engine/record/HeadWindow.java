package dev.cistern.node.engine.record;

import dev.cistern.node.store.ObjectName;
import java.util.Optional;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Reads heads of records without the bytes of small objects behind them, by copying only the beginning of each value out
 * of native memory. Confined to one thread.
 */
final class HeadWindow {
    /** Most heads are far shorter; a longer one costs a second copy. */
    private static final int BYTES = 1024;

    private final byte[] window = new byte[BYTES];

    static Optional<ObjectRecord> get(RocksDB database, ColumnFamilyHandle family, byte[] key, ObjectName name)
            throws RocksDBException, DamagedRecordException {
        byte[] record = new byte[BYTES];
        int length = database.get(family, key, record);
        if (length == RocksDB.NOT_FOUND) {
            return Optional.empty();
        }
        if (length > BYTES && !ObjectRecordFormat.holdsHead(record)) {
            record = database.get(family, key);
        }
        // Between the two looks the object may have been deleted.
        return record == null ? Optional.empty() : Optional.of(ObjectRecordFormat.decode(name, record));
    }

    ObjectRecord read(RocksIterator at, ObjectName name) throws DamagedRecordException {
        int length = at.value(window);
        byte[] record = length <= BYTES || ObjectRecordFormat.holdsHead(window) ? window : at.value();
        return ObjectRecordFormat.decode(name, record);
    }
}
