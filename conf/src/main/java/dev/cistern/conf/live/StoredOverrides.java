package dev.cistern.conf.live;

import org.jspecify.annotations.Nullable;

/**
 * What {@code overrides.json} holds.
 *
 * @param revision the last change in force, of whatever source
 * @param overrides those in force
 * @param probation the change that awaits confirmation, null when none does
 */
record StoredOverrides(
        long revision, Overrides overrides, @Nullable Probation probation) {

    static final StoredOverrides NONE = new StoredOverrides(0, Overrides.NONE, null);
}
