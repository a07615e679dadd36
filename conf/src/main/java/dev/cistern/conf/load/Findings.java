package dev.cistern.conf.load;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reading the sources brought to light, in the order found. Confined to one resolution. Of more than 100 problems
 * the first are kept and the others counted.
 */
final class Findings {
    private static final int MOST_PROBLEMS = 100;

    private final List<RawValue> values = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private int more;

    void value(RawValue value) {
        values.add(value);
    }

    void problem(String source, @Nullable String key, @Nullable String value, String reason, String suggestion) {
        if (isFull()) {
            more++;
        } else {
            problems.add(new Problem(source, key, value, reason, suggestion));
        }
    }

    /** Whether a further problem is only counted. */
    boolean isFull() {
        return problems.size() >= MOST_PROBLEMS;
    }

    void problems(List<Problem> found) {
        problems.addAll(found);
    }

    List<RawValue> values() {
        return values;
    }

    List<Problem> problems() {
        List<Problem> all = new ArrayList<>(problems);
        if (more > 0) {
            all.add(new Problem("settings", null, null, "and " + more + " more problems", "mend these first"));
        }
        return all;
    }
}
