package dev.cistern.bench.flip;

import java.util.List;

/**
 * A live setting, and the values that it is turned to.
 *
 * @param values at least two, such that the load can be served with each of them
 */
record Knob(String key, List<String> values) {

    static Knob of(String key, String... values) {
        return new Knob(key, List.of(values));
    }
}
