package dev.cistern.conf.live;

import org.jspecify.annotations.Nullable;

/**
 * What a change did to one key. Values are in canonical form.
 *
 * @param key the key
 * @param oldValue configured before
 * @param newValue configured now
 * @param oldEffective in force before
 * @param newEffective in force now
 * @param reason why {@code newEffective} differs from {@code newValue}, null when it does not
 */
public record KeyChange(
        String key,
        String oldValue,
        String newValue,
        String oldEffective,
        String newEffective,
        @Nullable String reason) {}
