package dev.cistern.conf.live;

import java.time.Instant;

/**
 * One override as set.
 *
 * @param value as written
 * @param who who set it
 * @param when when it was set
 */
public record OverrideValue(String value, String who, Instant when) {}
