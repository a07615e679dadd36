package dev.cistern.net.advice;

import java.time.Duration;

/**
 * Times when more requests were at a host at once than chance explains.
 *
 * @param count how many times
 * @param gap the time from the end of one to the beginning of the next that 95 % do not exceed; zero with fewer than two
 * @param redialled connections above what chance explains that they all needed, together: what they would cost in dials if
 *     none were kept from one to the next
 */
public record Bursts(int count, Duration gap, long redialled) {
    /** Bursts that cost fewer dials per 1,000 requests than these are let be. */
    private static final double WORTHWHILE = 2;

    /** Whether they are worth keeping connections for. */
    boolean matter(long requests) {
        return count > 1 && 1_000.0 * redialled / Math.max(1, requests) >= WORTHWHILE;
    }
}
