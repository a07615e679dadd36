package dev.cistern.cluster.meta;

import dev.cistern.conf.live.OverrideValue;
import java.time.Instant;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A change of the settings that hold for every node, as the history keeps it.
 *
 * @param version its number; grows by one with each
 * @param id of the wish, so that it is carried out once however often it is sent
 * @param source what brought it about
 * @param who who asked, or why it was put back
 * @param when to the second, by the clock of the node that was asked
 * @param state the version that first had these overrides: its own, unless it brought older ones back
 * @param after all overrides once it was done
 */
public record SettingsChange(
        long version,
        UUID id,
        Source source,
        String who,
        Instant when,
        long state,
        NavigableMap<String, OverrideValue> after) {

    /** What brought a change about; the order is part of the format. */
    public enum Source {
        /** The cluster was founded, with the overrides of its first node. */
        FOUNDED,
        COMMAND,
        ROLLBACK,
        /** It was on trial and not confirmed, or requests began to fail. */
        REVERT
    }

    /** Copies the map. */
    public SettingsChange {
        after = Collections.unmodifiableNavigableMap(new TreeMap<>(after));
    }
}
