package dev.cistern.node.backed;

import dev.cistern.backends.ListableBackend;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ObjectName;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** The writes to a bucket that its cloud does not have yet, by key. Used by any thread; a key is changed in its turn. */
final class BucketWrites {
    private final BucketName bucket;
    private final NavigableMap<String, Pending> writes = new ConcurrentSkipListMap<>(ListableBackend.BY_BYTES);
    /** Keys of objects that are being written or removed here at this moment. */
    private final Set<String> intended = ConcurrentHashMap.newKeySet();

    private final AtomicLong bytes = new AtomicLong();

    BucketWrites(BucketName bucket) {
        this.bucket = bucket;
    }

    BucketName bucket() {
        return bucket;
    }

    Optional<Pending> of(ObjectName name) {
        return Optional.ofNullable(writes.get(name.key()));
    }

    /** Whether what is here of an object is newer than what its cloud has, or is about to be. */
    boolean isAhead(ObjectName name) {
        return intended.contains(name.key()) || writes.containsKey(name.key());
    }

    /** Whether it is about to be, as far as anybody knows. */
    boolean isIntended(ObjectName name) {
        return intended.contains(name.key());
    }

    void intend(ObjectName name) {
        boolean unused = intended.add(name.key());
    }

    void endIntent(ObjectName name) {
        boolean unused = intended.remove(name.key());
    }

    void add(Pending pending) {
        Pending before = writes.put(pending.name().key(), pending);
        bytes.addAndGet(pending.bytes() - (before == null ? 0 : before.bytes()));
    }

    /** Unless another write has come after it. */
    void remove(Pending pending) {
        if (writes.remove(pending.name().key(), pending)) {
            bytes.addAndGet(-pending.bytes());
        }
    }

    /** @return after one key, up to another, in order; without an end where that is empty */
    NavigableMap<String, Pending> between(String after, Optional<String> last) {
        return last.isPresent()
                ? after.compareTo(last.get()) == 0 || ListableBackend.BY_BYTES.compare(after, last.get()) > 0
                        ? new ConcurrentSkipListMap<>(ListableBackend.BY_BYTES)
                        : writes.subMap(after, false, last.get(), true)
                : writes.tailMap(after, false);
    }

    int count() {
        return writes.size();
    }

    long bytes() {
        return bytes.get();
    }

    /** When the oldest of them was made. */
    Optional<Instant> oldest() {
        return writes.values().stream().map(Pending::since).min(Instant::compareTo);
    }
}
