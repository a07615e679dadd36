package dev.cistern.conf.load;

import dev.cistern.conf.Key;
import dev.cistern.conf.Keys;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads {@code CISTERN_NET_HTTP_IDLE_CONNS} and its like. */
final class EnvironmentVariables {
    /** What Kubernetes puts into every container for a service called, say, cistern-node. */
    private static final Pattern OF_A_SERVICE =
            Pattern.compile("CISTERN_.*_(SERVICE_HOST|SERVICE_PORT.*|PORT|PORT_.*)");

    private EnvironmentVariables() {}

    static void read(Map<String, String> environment, Findings findings) {
        Map<String, Key<?>> keys = new LinkedHashMap<>();
        Set<String> sections = new TreeSet<>();
        for (Key<?> key : Keys.list()) {
            keys.put(key.variable(), key);
            String section = key.name().substring(0, key.name().indexOf('.'));
            sections.add("CISTERN_" + section.toUpperCase(Locale.ROOT) + "_");
        }
        new TreeMap<>(environment).forEach((variable, text) -> {
            Key<?> key = keys.get(variable);
            if (key != null) {
                Origin origin = new Origin(Origin.Kind.ENVIRONMENT, variable);
                findings.value(new RawValue(key.name(), text, origin, variable));
            } else if (sections.stream().anyMatch(variable::startsWith)
                    && !OF_A_SERVICE.matcher(variable).matches()) {
                String suggestion = Suggestions.among(keys.keySet(), variable);
                findings.problem(variable, null, text, "no setting has this variable", suggestion);
            }
        });
    }
}
