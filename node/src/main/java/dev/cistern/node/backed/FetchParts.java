package dev.cistern.node.backed;

import dev.cistern.backends.Backend;
import dev.cistern.node.store.ObjectStore;
import java.time.Duration;

/**
 * What a {@link Fetch} needs.
 *
 * @param patience longest wait for readers who take nothing
 * @param queue what is here of objects that is newer than what their backends have
 * @param arrivals told of what was stored
 */
record FetchParts(
        ObjectStore store,
        Backend backend,
        FetchTally tally,
        Duration patience,
        WriteQueue queue,
        Freshening ages,
        Changes changes,
        Arrivals arrivals) {}
