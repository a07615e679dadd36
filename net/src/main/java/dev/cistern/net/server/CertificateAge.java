package dev.cistern.net.server;

import java.time.Duration;

/**
 * Which of the certificates that a node had one after the other is in force, and since when. Connections that were made
 * under an earlier one are drained one by one, for {@link #DRAIN_SPREAD} at most, lest all clients come back at once.
 *
 * @param generation counted from 1
 * @param since when it came into force, in nanoseconds
 */
record CertificateAge(int generation, long since) {
    static final Duration DRAIN_SPREAD = Duration.ofSeconds(30);

    CertificateAge next(long now) {
        return new CertificateAge(generation + 1, now);
    }

    /** @param lifetimeFactor from 0.9 to 1.1, by chance; stands for the place in the row */
    long drainAfterNanos(float lifetimeFactor) {
        double place = Math.max(0, Math.min(1, (lifetimeFactor - 0.9) / 0.2));
        return (long) (DRAIN_SPREAD.toNanos() * place);
    }
}
