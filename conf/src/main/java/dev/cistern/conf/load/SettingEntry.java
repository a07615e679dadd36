package dev.cistern.conf.load;

import org.jspecify.annotations.Nullable;

/**
 * How one key was resolved. Values are in canonical form: {@code 1m30s}, {@code 64KiB}, {@code 2000}.
 *
 * @param key the key
 * @param configured the value that won among the sources
 * @param effective the value in force
 * @param reason why effective differs from configured, null when it does not
 * @param origin where the configured value was written
 * @param defaultValue the built-in default
 * @param live false when a change needs a restart
 */
public record SettingEntry(
        String key,
        String configured,
        String effective,
        @Nullable String reason,
        Origin origin,
        String defaultValue,
        boolean live) {

    static final String AFTER_RESTART = "takes effect after a restart";

    /** Whether the configured value waits for a restart. */
    public boolean awaitsRestart() {
        return AFTER_RESTART.equals(reason);
    }
}
