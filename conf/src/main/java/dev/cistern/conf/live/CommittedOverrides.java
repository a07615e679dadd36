package dev.cistern.conf.live;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The overrides for every node of a cluster, as its members agreed on them.
 *
 * @param version grows with each agreement, 1 or more
 * @param values by key, all of them
 * @param who who asked for the last change
 * @param onTrial whether the last change goes unless it is confirmed
 */
public record CommittedOverrides(
        long version, NavigableMap<String, OverrideValue> values, String who, boolean onTrial) {
    /** Copies the map. */
    public CommittedOverrides {
        values = Collections.unmodifiableNavigableMap(new TreeMap<>(values));
    }
}
