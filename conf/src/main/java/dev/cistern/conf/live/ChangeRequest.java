package dev.cistern.conf.live;

import dev.cistern.conf.Keys;
import dev.cistern.conf.load.InvalidSettingsException;
import dev.cistern.conf.load.Problem;
import dev.cistern.conf.load.Resolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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
    private static final Duration SHORTEST_TRIAL = Duration.ofSeconds(1);
    private static final Duration LONGEST_TRIAL = Duration.ofHours(1);

    /** Copies the collections, keeping the order of {@code set}. */
    public ChangeRequest {
        set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
        unset = Collections.unmodifiableSet(new TreeSet<>(unset));
    }

    /**
     * Looks for what is wrong with it whatever the values are.
     *
     * @throws ChangeRefusedException where there is nothing to change, or the time to confirm is none
     * @throws InvalidSettingsException where keys cannot be changed this way, naming every problem
     */
    public void check() throws ChangeRefusedException, InvalidSettingsException {
        if (set.isEmpty() && unset.isEmpty()) {
            throw new ChangeRefusedException("nothing to change; give at least one key=value");
        }
        Duration within = confirmWithin;
        if (within != null && (within.compareTo(SHORTEST_TRIAL) < 0 || within.compareTo(LONGEST_TRIAL) > 0)) {
            throw new ChangeRefusedException("the time to confirm must be from 1s to 1h");
        }
        List<Problem> problems = new ArrayList<>();
        String source = "change by " + who;
        for (String key : set.keySet()) {
            if (scope == Scope.CLUSTER && Keys.belongsToOneNode(key)) {
                String reason = "means something else on each node, so it cannot be set for all of them";
                problems.add(new Problem(source, key, set.get(key), reason, "cistern config node " + key + "=…"));
            }
        }
        for (String key : unset) {
            if (Keys.find(key).isEmpty()) {
                problems.add(Resolver.noSuchSetting("unset by " + who, key));
            } else if (set.containsKey(key)) {
                problems.add(new Problem(source, key, null, "both set and unset", "choose one"));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
    }

    /** Sets one key for the cluster. */
    public static ChangeRequest set(String key, String value, String who) {
        return new ChangeRequest(Scope.CLUSTER, Map.of(key, value), Set.of(), who, null);
    }
}
