package dev.cistern.node.engine.record;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import org.rocksdb.RocksDBException;

/** Opens records anew after their disk failed, as after a crash: what was being written and was not stored is gone. */
public final class RecordsRecovery {
    private RecordsRecovery() {}

    /**
     * Blocks on the disk; who reads waits meanwhile, or fails with {@link Code#DISK_FAILED} after it failed.
     *
     * @param atLeast changes that were acknowledged: with fewer, it is not the disk that it was
     * @throws StoreException {@link Code#CORRUPT} with the records as they were, where there are fewer; or why they cannot be opened
     */
    public static void recover(Records records, long atLeast) {
        records.lifetime.writeLock().lock();
        try {
            if (records.closed) {
                return;
            }
            records.closeDatabase();
            KeptRecords kept = KeptRecords.of(records.folder);
            try {
                records.openDatabase();
                requireAll(records, atLeast);
                kept.forget();
            } catch (RocksDBException e) {
                boolean unused = kept.putBack();
                throw RecordFailure.of("recovering the records in " + records.folder, e);
            } catch (StoreException e) {
                records.closeDatabase();
                boolean unused = kept.putBack();
                throw e;
            }
        } finally {
            records.lifetime.writeLock().unlock();
        }
    }

    private static void requireAll(Records records, long atLeast) {
        long found = records.lastChange();
        if (found < atLeast) {
            throw new StoreException(
                    Code.CORRUPT,
                    "the records in " + records.folder + " end at change " + found + ", but " + atLeast
                            + " were acknowledged: this is not the disk as it was");
        }
    }
}
