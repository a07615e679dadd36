package dev.cistern.node.backed;

import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ObjectName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** What there is of copies, and those among them that were not used for longest. Confined to one walk. */
final class Oldest {
    private static final Comparator<Copy> BY_USE = Comparator.comparing(Copy::used);

    private final int most;
    private final PriorityQueue<Copy> copies = new PriorityQueue<>(BY_USE.reversed());
    private long bytes;

    /**
     * What is here of an object.
     *
     * @param used last, or fetched if that is not known
     */
    record Copy(BucketInfo bucket, ObjectName name, Instant used, long bytes) {}

    /** @param most of the oldest that are remembered */
    Oldest(int most) {
        this.most = most;
    }

    void add(Copy copy) {
        bytes += copy.bytes;
        copies.add(copy);
        if (copies.size() > most) {
            Copy youngest = copies.remove();
            assert youngest != null;
        }
    }

    /** Of all that were added. */
    long bytes() {
        return bytes;
    }

    /** Not used for longest first. */
    List<Copy> inOrder() {
        List<Copy> sorted = new ArrayList<>(copies);
        sorted.sort(BY_USE);
        return sorted;
    }
}
