package dev.cistern.node.engine.record;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What a failure of RocksDB is to the store. */
final class RecordFailure {
    private RecordFailure() {}

    static StoreException of(String doing, RocksDBException e) {
        return new StoreException(code(e), doing + " failed: " + e.getMessage(), e);
    }

    /** Too many open files are an error of the disk to RocksDB, which only its words tell from others. */
    private static Code code(RocksDBException e) {
        Status status = e.getStatus();
        if (isCorruption(e)) {
            return Code.CORRUPT;
        }
        if (String.valueOf(e.getMessage()).contains("Too many open files")) {
            return Code.TOO_MANY_FILES;
        }
        boolean full = status != null && status.getSubCode() == Status.SubCode.NoSpace;
        return full ? Code.NO_SPACE : Code.DISK_FAILED;
    }

    static boolean isCorruption(RocksDBException e) {
        return e.getStatus() != null && e.getStatus().getCode() == Status.Code.Corruption;
    }
}
