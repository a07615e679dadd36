package dev.cistern.conf;

import java.util.Locale;

/**
 * The declaration of one setting.
 *
 * @param name as it is written, {@code net.http.idle_conns}
 * @param layer what it concerns
 * @param type how its values are written and what is allowed
 * @param defaultValue in force when nobody wrote anything
 * @param live false when a change needs a restart
 * @param sentence what it does
 * @param <T> what its values are in the program
 */
public record Key<T>(String name, Layer layer, ValueType<T> type, T defaultValue, boolean live, String sentence) {

    /** The environment variable that sets it: {@code CISTERN_NET_HTTP_IDLE_CONNS}. */
    public String variable() {
        return "CISTERN_" + name.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** The default in canonical form. */
    public String defaultText() {
        return type.print(defaultValue);
    }

    /** A value of this key out of an untyped one. */
    T cast(Object value) {
        return type.valueClass().cast(value);
    }
}
