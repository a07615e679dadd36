package dev.cistern.node.backed;

import dev.cistern.node.store.ObjectName;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When objects were read last, of those read lately. Of fixed size: two objects that fall on one place know of the later read alone,
 * so that one of them seems unused for longer than it is. Used by any thread.
 */
final class LastUse {
    private static final int SLOTS = 1 << 18; // 2 MiB.
    private static final int HALF = 32;
    private static final long LOW_HALF = 0xffff_ffffL;

    /** Of each place the upper half of a hash, then seconds since 1970; 0 where there was none. */
    private final AtomicLongArray slots = new AtomicLongArray(SLOTS);

    void note(long bucketId, ObjectName name, Instant now) {
        long hash = hash(bucketId, name);
        slots.setOpaque(place(hash), (hash & ~LOW_HALF) | (now.getEpochSecond() & LOW_HALF));
    }

    /** To the second; empty where it is not known. */
    Optional<Instant> of(long bucketId, ObjectName name) {
        long hash = hash(bucketId, name);
        long slot = slots.getOpaque(place(hash));
        return slot != 0 && slot >>> HALF == hash >>> HALF
                ? Optional.of(Instant.ofEpochSecond(slot & LOW_HALF))
                : Optional.empty();
    }

    private static int place(long hash) {
        return (int) (hash & (SLOTS - 1));
    }

    /** SplitMix64's last step, of all that tells objects apart. */
    private static long hash(long bucketId, ObjectName name) {
        String key = name.key();
        long mixed = bucketId * 0x9e3779b97f4a7c15L + ((long) key.length() << HALF) + key.hashCode();
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
