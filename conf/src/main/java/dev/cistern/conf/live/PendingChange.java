package dev.cistern.conf.live;

import java.time.Instant;

/**
 * A change on probation.
 *
 * @param revision its number
 * @param confirmBy when it reverts unless it has been confirmed
 */
public record PendingChange(long revision, Instant confirmBy) {}
