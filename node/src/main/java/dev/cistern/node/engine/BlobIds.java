package dev.cistern.node.engine;

import dev.cistern.conf.Durability;
import dev.cistern.node.engine.record.Counter;
import dev.cistern.node.engine.record.RecordBatch;
import dev.cistern.node.engine.record.Records;

/**
 * Numbers for blobs, never given twice: they are reserved durably a million at a time, and what a run did not use is
 * skipped by the next. Used by any thread; blocks on the disk once in a million numbers.
 */
final class BlobIds {
    private static final long RESERVED = 1L << 20;

    private final Records records;
    private final long first;
    private long next;
    private long end;

    BlobIds(Records records) {
        this.records = records;
        this.first = records.counter(Counter.BLOB_ID);
        this.next = first;
        this.end = first;
        reserve();
    }

    /** The first number of this run. */
    long first() {
        return first;
    }

    synchronized long next() {
        if (next == end) {
            reserve();
        }
        return next++;
    }

    private void reserve() {
        RecordBatch batch = new RecordBatch();
        batch.setCounter(Counter.BLOB_ID, end + RESERVED);
        records.write(batch, Durability.SYNC);
        end += RESERVED;
    }
}
