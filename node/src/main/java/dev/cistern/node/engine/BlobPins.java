package dev.cistern.node.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Blobs that are being read without being open: those of an object of many parts, whose files are opened one after the
 * other. A blob that is to be deleted meanwhile is deleted when its last reader has gone; after a crash the search for
 * orphans finds it. Used by any thread.
 */
final class BlobPins {
    private final Consumer<List<Long>> discard;
    private final Map<Long, Integer> readers = new HashMap<>(); // Guarded by this.
    private final Set<Long> heldBack = new HashSet<>(); // Guarded by this.

    /** @param discard deletes blobs, on another thread */
    BlobPins(Consumer<List<Long>> discard) {
        this.discard = discard;
    }

    synchronized void pin(Collection<Long> ids) {
        ids.forEach(id -> readers.merge(id, 1, Integer::sum));
    }

    /** Once for each {@link #pin}. */
    void unpin(Collection<Long> ids) {
        List<Long> free = new ArrayList<>();
        synchronized (this) {
            for (long id : ids) {
                Integer left = readers.computeIfPresent(id, (pinned, count) -> count == 1 ? null : count - 1);
                if (left == null && heldBack.remove(id)) {
                    free.add(id);
                }
            }
        }
        if (!free.isEmpty()) {
            discard.accept(free);
        }
    }

    /** Whether the blob is being read, and so is not to be deleted now but later. */
    synchronized boolean holdsBack(long id) {
        boolean read = readers.containsKey(id);
        if (read) {
            heldBack.add(id);
        }
        return read;
    }
}
