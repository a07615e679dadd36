package dev.cistern.node.backed;

import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** All writes that are durable here and not in their clouds yet, as they are in the store too. Used by any thread. */
final class WriteQueue {
    private final ConcurrentMap<Long, BucketWrites> buckets = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final IntSupplier most;

    /** @param most asked each time */
    WriteQueue(IntSupplier most) {
        this.most = most;
    }

    BucketWrites of(BucketInfo bucket) {
        return buckets.computeIfAbsent(bucket.id(), id -> new BucketWrites(bucket.name()));
    }

    Optional<Pending> of(BucketInfo bucket, ObjectName name) {
        return Optional.ofNullable(buckets.get(bucket.id())).flatMap(writes -> writes.of(name));
    }

    /** Whether what a backend has of an object must not take the place of what is here. */
    boolean isAhead(Wanted wanted) {
        BucketWrites writes = buckets.get(wanted.bucket().id());
        return writes != null && writes.isAhead(wanted.name());
    }

    /** Whether what is wanted was written here, and its backend does not know. */
    boolean has(Wanted wanted) {
        return of(wanted.bucket(), wanted.name()).isPresent();
    }

    /** @throws StoreException {@link Code#BUSY} where there is no room for one more */
    void requireRoom() {
        int limit = most.getAsInt();
        if (count.get() >= limit) {
            throw new StoreException(
                    Code.BUSY,
                    limit + " writes wait for their clouds, as many as may (backed.queue_max); try again later");
        }
    }

    void add(BucketInfo bucket, Pending pending) {
        BucketWrites writes = of(bucket);
        if (writes.of(pending.name()).isEmpty()) {
            count.incrementAndGet();
        }
        writes.add(pending);
    }

    void remove(BucketInfo bucket, Pending pending) {
        BucketWrites writes = of(bucket);
        if (writes.of(pending.name()).filter(pending::equals).isPresent()) {
            count.decrementAndGet();
            writes.remove(pending);
        }
    }

    /** The bucket was destroyed, and what it held with it. */
    void forget(BucketInfo bucket) {
        BucketWrites gone = buckets.remove(bucket.id());
        if (gone != null) {
            count.addAndGet(-gone.count());
        }
    }

    Collection<BucketWrites> all() {
        return buckets.values();
    }

    int count() {
        return count.get();
    }

    long bytes() {
        return buckets.values().stream().mapToLong(BucketWrites::bytes).sum();
    }

    Optional<Instant> oldest() {
        return buckets.values().stream()
                .flatMap(writes -> writes.oldest().stream())
                .min(Instant::compareTo);
    }
}
