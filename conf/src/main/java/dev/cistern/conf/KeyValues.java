package dev.cistern.conf;

import java.util.HashMap;
import java.util.Map;

/** A value for every key; those not put have their default. Mutable and confined to whoever resolves. */
public final class KeyValues {
    private final Map<String, Object> values = new HashMap<>();

    /** All defaults. */
    public KeyValues() {}

    /** The value of a key. */
    public <T> T get(Key<T> key) {
        Object value = values.get(key.name());
        return value == null ? key.defaultValue() : key.cast(value);
    }

    /** Replaces the value of a key; 0 becomes the default where the key says so. */
    public <T> void put(Key<T> key, T value) {
        values.put(key.name(), key.type().meansDefault(value) ? key.defaultValue() : value);
    }

    /** Takes over another's value of a key. */
    public <T> void copy(Key<T> key, KeyValues from) {
        put(key, from.get(key));
    }

    /** The value of a key in canonical form. */
    public <T> String text(Key<T> key) {
        return key.type().print(get(key));
    }
}
