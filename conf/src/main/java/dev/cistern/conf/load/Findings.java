package dev.cistern.conf.load;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What reading the sources brought to light, in the order found. Confined to one resolution. */
final class Findings {
    private final List<RawValue> values = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    void value(RawValue value) {
        values.add(value);
    }

    void problem(String source, @Nullable String key, @Nullable String value, String reason, String suggestion) {
        problems.add(new Problem(source, key, value, reason, suggestion));
    }

    void problems(List<Problem> found) {
        problems.addAll(found);
    }

    List<RawValue> values() {
        return values;
    }

    List<Problem> problems() {
        return problems;
    }
}
