package dev.cistern.cluster.meta;

import java.time.Duration;

/**
 * A change that goes unless it is confirmed.
 *
 * @param version the change
 * @param restores the version whose overrides come back
 * @param within from when the leader has it in force, by its own clock, whatever its clock says the time is
 */
public record Trial(long version, long restores, Duration within) {}
