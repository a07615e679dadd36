package dev.cistern.conf;

import java.time.Duration;

/**
 * How the lifecycle rules of buckets are carried out.
 *
 * @param interval from the end of a walk through the buckets that have any to the beginning of the next; live
 * @param entriesPerSecond most objects and uploads that a walk looks at in a second; live
 */
public record LifecycleSettings(Duration interval, int entriesPerSecond) {}
