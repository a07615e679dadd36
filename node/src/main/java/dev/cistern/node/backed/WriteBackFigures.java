package dev.cistern.node.backed;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Writes that are acknowledged before their clouds have them.
 *
 * @param waiting writes that are not in their cloud yet
 * @param waitingBytes of the objects among them
 * @param oldest when the oldest of them was made
 * @param brought writes that clouds have taken, since the start
 * @param failed attempts that failed, since the start
 */
public record WriteBackFigures(int waiting, long waitingBytes, Optional<Instant> oldest, long brought, long failed) {

    /** Age of the oldest; 0 where none waits. */
    public double oldestSeconds(Instant now) {
        return oldest.map(since -> Math.max(0, Duration.between(since, now).toMillis() / 1e3))
                .orElse(0.0);
    }
}
