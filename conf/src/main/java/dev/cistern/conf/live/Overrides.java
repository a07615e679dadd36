package dev.cistern.conf.live;

import dev.cistern.conf.load.Origin;
import dev.cistern.conf.load.RawValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * All overrides of this node at one moment, by key. Immutable.
 *
 * @param cluster those for every node
 * @param node those for this node only, which win
 */
record Overrides(NavigableMap<String, OverrideValue> cluster, NavigableMap<String, OverrideValue> node) {

    static final Overrides NONE = new Overrides(new TreeMap<>(), new TreeMap<>());

    Overrides {
        cluster = Collections.unmodifiableNavigableMap(new TreeMap<>(cluster));
        node = Collections.unmodifiableNavigableMap(new TreeMap<>(node));
    }

    Overrides with(ChangeRequest request, Instant when) {
        NavigableMap<String, OverrideValue> changed = new TreeMap<>(request.scope() == Scope.CLUSTER ? cluster : node);
        Instant second = when.truncatedTo(ChronoUnit.SECONDS);
        request.unset().forEach(changed::remove);
        request.set().forEach((key, value) -> changed.put(key, new OverrideValue(value, request.who(), second)));
        return request.scope() == Scope.CLUSTER ? new Overrides(changed, node) : new Overrides(cluster, changed);
    }

    /** Lowest first, as the resolver wants them. */
    List<RawValue> rawValues() {
        List<RawValue> values = new ArrayList<>();
        cluster.forEach((key, value) -> values.add(rawValue(Origin.Kind.CLUSTER_OVERRIDE, Map.entry(key, value))));
        node.forEach((key, value) -> values.add(rawValue(Origin.Kind.NODE_OVERRIDE, Map.entry(key, value))));
        return values;
    }

    private static RawValue rawValue(Origin.Kind kind, Map.Entry<String, OverrideValue> override) {
        OverrideValue value = override.getValue();
        Origin origin = new Origin(kind, "by " + value.who() + " at " + value.when());
        return new RawValue(override.getKey(), value.value(), origin, origin.toString());
    }
}
