package dev.cistern.node.s3.access;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is known of a request, by the names that conditions of policies have for it. */
@FunctionalInterface
public interface ConditionKeys {
    ConditionKeys NONE = key -> List.of();

    /** Those of a table, whose keys are taken in any case. */
    static ConditionKeys of(Map<String, List<String>> table) {
        Map<String, List<String>> exact = new HashMap<>();
        table.forEach((key, values) -> exact.put(Template.keyOf(key), List.copyOf(values)));
        return key -> exact.getOrDefault(key, List.of());
    }

    /**
     * The values of a key; none where the request has none.
     *
     * @param key in lower case, but for what follows a slash: {@code aws:sourceip}, {@code s3:existingobjecttag/Team}
     */
    List<String> valuesOf(String key);
}
