package dev.cistern.conf;

import java.time.Duration;

/**
 * How everything that is stored is read and verified, time and again.
 *
 * @param interval from the end of a scrub to the beginning of the next; zero = none begins by itself; live
 * @param bytesPerSecond most that a scrub reads; live
 */
public record ScrubSettings(Duration interval, long bytesPerSecond) {
    /** What holds where nothing is written. */
    public static final ScrubSettings STANDARD =
            new ScrubSettings(CareKeys.SCRUB_INTERVAL.defaultValue(), CareKeys.SCRUB_RATE.defaultValue());
}
