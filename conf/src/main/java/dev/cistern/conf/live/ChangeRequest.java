package dev.cistern.conf.live;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A wish to set or clear overrides: all of it happens, or nothing.
 *
 * @param scope whom the overrides are for
 * @param set key to value as written, at most as many as there are keys
 * @param unset keys whose override is removed; one without an override is left as it is
 * @param who who asks, for the audit log
 * @param confirmWithin when not null, the change reverts by itself unless confirmed within this time (1 s to 1 h)
 */
public record ChangeRequest(
        Scope scope,
        Map<String, String> set,
        Set<String> unset,
        String who,
        @Nullable Duration confirmWithin) {

    /** Copies the collections, keeping the order of {@code set}. */
    public ChangeRequest {
        set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
        unset = Collections.unmodifiableSet(new TreeSet<>(unset));
    }

    /** Sets one key for the cluster. */
    public static ChangeRequest set(String key, String value, String who) {
        return new ChangeRequest(Scope.CLUSTER, Map.of(key, value), Set.of(), who, null);
    }
}
