package dev.cistern.conf.live;

import java.time.Instant;

/**
 * A change that goes unless it is confirmed.
 *
 * @param revision the change
 * @param restores revision whose overrides come back
 * @param confirmBy when it goes
 * @param before the overrides that come back
 */
record Probation(long revision, long restores, Instant confirmBy, Overrides before) {}
