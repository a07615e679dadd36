package dev.cistern.node.backed;

import dev.cistern.backends.Backend;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** All fetches that run; at most one for what is wanted. Used by any thread. */
final class Fetches {
    /** Most fetches at once; further ones are refused with {@link Code#BUSY}. */
    static final int MAX = 1_024;

    private final ConcurrentMap<Wanted, Fetch> running = new ConcurrentHashMap<>();
    private final FetchTally tally = new FetchTally();
    private final ObjectStore store;
    private final Duration patience;

    /** @param patience see {@link Fetch} */
    Fetches(ObjectStore store, Duration patience) {
        this.store = store;
        this.patience = patience;
    }

    /**
     * The fetch of what is wanted, begun on the caller's context where there is none.
     *
     * @throws StoreException {@link Code#BUSY}
     */
    Fetch join(Wanted wanted, Backend backend, ContextInternal context) {
        Fetch joined = running.get(wanted);
        if (joined != null) {
            tally.shared.increment();
            return joined;
        }
        if (running.size() >= MAX) {
            throw new StoreException(Code.BUSY, MAX + " objects are being fetched from backends; try again later");
        }
        Fetch fresh = new Fetch(new Fetch.Parts(store, backend, tally, patience), wanted, context);
        Fetch raced = running.putIfAbsent(wanted, fresh);
        if (raced != null) {
            tally.shared.increment();
            return raced;
        }
        tally.begun.increment();
        fresh.begin(() -> running.remove(wanted, fresh));
        return fresh;
    }

    BackedFigures figures() {
        return new BackedFigures(
                running.size(), tally.begun.sum(), tally.shared.sum(), tally.failed.sum(), tally.bytes.sum());
    }
}
