package dev.cistern.node.backed;

import dev.cistern.backends.Backend;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** All fetches that run; at most one that can be joined for what is wanted. Used by any thread. */
final class Fetches {
    /** Most fetches at once; further ones are refused with {@link Code#BUSY}. */
    static final int MAX = 1_024;

    /** Those that can be joined, changed under the map's lock of their object. */
    private final ConcurrentMap<ObjectName, Map<Wanted, Fetch>> open = new ConcurrentHashMap<>();

    private final AtomicInteger running = new AtomicInteger();
    private final FetchTally tally = new FetchTally();
    private final Arrivals arrivals = new Arrivals();
    private final ObjectStore store;
    private final Duration patience;
    private final WriteQueue queue;
    private final Freshening ages;
    private final Changes changes;

    /**
     * None runs yet.
     *
     * @param queue what is here of objects that is newer than what their backends have; asked by the committer
     */
    Fetches(ObjectStore store, Surroundings around, WriteQueue queue, Changes changes) {
        this.changes = changes;
        this.store = store;
        this.patience = around.patience();
        this.queue = queue;
        this.ages = new Freshening(store, around.clock());
    }

    Arrivals arrivals() {
        return arrivals;
    }

    Changes changes() {
        return changes;
    }

    Freshening ages() {
        return ages;
    }

    boolean isAhead(Wanted wanted) {
        return queue.isAhead(wanted);
    }

    /**
     * The fetch of what is wanted, begun on the caller's context where there is none.
     *
     * @throws StoreException {@link Code#BUSY}
     */
    Fetch join(Wanted wanted, Backend backend, ContextInternal context) {
        Fetch fresh = new Fetch(
                new FetchParts(store, backend, tally, patience, queue, ages, changes, arrivals), wanted, context);
        Fetch[] joined = {fresh};
        boolean[] refused = {false};
        open.compute(wanted.name(), (name, known) -> {
            Map<Wanted, Fetch> fetches = known == null ? new HashMap<>() : known;
            Fetch shared = fetches.get(wanted);
            if (shared != null) {
                joined[0] = shared;
            } else if (running.get() >= MAX) {
                refused[0] = true;
            } else {
                fetches.put(wanted, fresh);
            }
            return fetches.isEmpty() ? null : fetches;
        });
        if (refused[0]) {
            throw new StoreException(Code.BUSY, MAX + " objects are being fetched from backends; try again later");
        }
        Fetch found = joined[0];
        if (found == fresh) {
            running.incrementAndGet();
            tally.begun.increment();
            fresh.begin(() -> ended(wanted, fresh));
        } else {
            tally.shared.increment();
        }
        return found;
    }

    private void ended(Wanted wanted, Fetch fetch) {
        running.decrementAndGet();
        open.computeIfPresent(wanted.name(), (name, fetches) -> {
            boolean unused = fetches.remove(wanted, fetch);
            return fetches.isEmpty() ? null : fetches;
        });
    }

    /**
     * Another object is in an object's place, or none: what fetches bring that have begun until now is for those alone who
     * wait for it already, and is not stored.
     */
    void supersede(ObjectName name) {
        open.computeIfPresent(name, (same, fetches) -> {
            fetches.values().forEach(Fetch::supersede);
            return null;
        });
    }

    /** The same for all objects of a bucket whose keys begin so. */
    void supersedeUnder(BucketName bucket, String prefix) {
        for (ObjectName name : open.keySet()) {
            if (name.bucket().equals(bucket) && name.key().startsWith(prefix)) {
                supersede(name);
            }
        }
    }

    /** Whether an object is being fetched whole, and a position of it has come or soon will. */
    boolean isAboutToReach(ObjectName name, long position) {
        boolean[] reaches = {false};
        Map<Wanted, Fetch> unused = open.computeIfPresent(name, (same, fetches) -> {
            reaches[0] = fetches.values().stream().anyMatch(fetch -> fetch.reached() >= position);
            return fetches;
        });
        return reaches[0];
    }

    int running() {
        return running.get();
    }

    BackedFigures figures() {
        return new BackedFigures(
                running.get(), tally.begun.sum(), tally.shared.sum(), tally.failed.sum(), tally.bytes.sum());
    }
}
