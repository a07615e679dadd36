package dev.cistern.conf;

import java.time.Duration;

/** Durations as they are written in settings and on the command line. */
public final class Durations {
    private Durations() {}

    /**
     * Reads {@code 250ms}, {@code 6s}, {@code 1m30s} or {@code 1h}.
     *
     * @throws InvalidValueException where the text is not a duration, saying what would be
     */
    public static Duration parse(String text) throws InvalidValueException {
        return Duration.ofMillis(Unit.DURATION.parse(text));
    }
}
