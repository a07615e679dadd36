package dev.cistern.net.advice;

import dev.cistern.conf.PoolSettings;
import java.time.Duration;
import java.util.Map;

/**
 * What settings would be clamped to, by the budget of memory or by peers that close before.
 *
 * @param longestIdleTime longest idle time
 * @param idleConns most idle connections over all hosts
 * @param idleConnsPerHost most idle connections to a host
 * @param connsPerHost most connections to a host
 * @param reasons why, by the key
 */
public record Bounds(
        Duration longestIdleTime, int idleConns, int idleConnsPerHost, int connsPerHost, Map<String, String> reasons) {

    private static final int MOST_TOTAL = 1_000_000;
    private static final int MOST_PER_HOST = 100_000;

    /** No more than the ranges of the settings. */
    public static final Bounds NONE =
            new Bounds(Duration.ofDays(1), MOST_TOTAL, MOST_PER_HOST, MOST_PER_HOST, Map.of());

    /** Copies the map. */
    public Bounds {
        reasons = Map.copyOf(reasons);
    }

    /**
     * What values were clamped to.
     *
     * @param effective the values after clamping
     * @param reasons why, by the key
     * @return bounds within which nothing is clamped
     */
    public static Bounds of(PoolSettings effective, Map<String, String> reasons) {
        return new Bounds(
                effective.idleTime(),
                Math.min(MOST_TOTAL, effective.idleConns()),
                effective.idleConnsPerHost(),
                effective.connsPerHost(),
                reasons);
    }
}
