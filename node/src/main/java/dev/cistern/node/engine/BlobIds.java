package dev.cistern.node.engine;

import dev.cistern.conf.Durability;
import dev.cistern.node.engine.record.Counter;
import dev.cistern.node.engine.record.Places;
import dev.cistern.node.engine.record.RecordBatch;
import dev.cistern.node.engine.record.Records;

/**
 * Ids for blobs, never given twice: the number of this member of the cluster in the high 16 bits, and below it a number that is
 * reserved durably a million at a time, where what a run did not use is skipped by the next. Used by any thread; blocks on the
 * disk once in a million ids.
 */
final class BlobIds {
    private static final long RESERVED = 1L << 20;
    private static final int NUMBER_BITS = 48;

    private final long first;
    private Reserve reserve;
    private long next;
    private long end;
    private int member; // 0 on a node alone, and for the founder of a cluster.

    /** Notes durably that no number below this one is given again. */
    interface Reserve {
        void until(long end);
    }

    /** On a node alone, whose records hold the counter. */
    BlobIds(Records records) {
        this(records.counter(Counter.BLOB_ID), inRecords(records));
    }

    BlobIds(long first, Reserve reserve) {
        this.first = first;
        this.next = first;
        this.end = first;
        this.reserve = reserve;
        reserve();
    }

    static Reserve inRecords(Records records) {
        return end -> {
            RecordBatch batch = new RecordBatch();
            batch.setCounter(Counter.BLOB_ID, end);
            records.write(batch, Durability.SYNC);
        };
    }

    /** The first number of this run. */
    long first() {
        return first;
    }

    synchronized long next() {
        if (next == end) {
            reserve();
        }
        return id(member, next++);
    }

    /** From now on, ids are those of this member. */
    synchronized void member(int number) {
        member = number;
    }

    /** From now on, numbers are noted there; those that are reserved first of all. */
    synchronized void reserveIn(Reserve other) {
        other.until(end);
        reserve = other;
    }

    synchronized int member() {
        return member;
    }

    /** Where a blob lies that was written here and nowhere else. */
    synchronized Places here() {
        return Places.on(member);
    }

    /** @param member 0 to {@link Places#GREATEST} */
    static long id(int member, long number) {
        return (long) member << NUMBER_BITS | number;
    }

    /** The member that wrote a blob. */
    static int member(long id) {
        return (int) (id >>> NUMBER_BITS);
    }

    private void reserve() {
        reserve.until(end + RESERVED);
        end += RESERVED;
    }
}
