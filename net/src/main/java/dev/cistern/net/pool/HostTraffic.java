package dev.cistern.net.pool;

import java.time.Duration;
import java.util.List;

/**
 * What was asked of a host in the last five minutes: what an adviser needs to size its pool.
 *
 * @param seconds whole seconds, oldest first, at most 300; those before the first request are left out
 * @param gaps requests by the time since the request before, in those minutes
 */
public record HostTraffic(List<Second> seconds, List<PoolFigures.Bucket> gaps) {

    /**
     * One second of it.
     *
     * @param arrivals requests that asked for a connection
     * @param returned leases returned
     * @param serviceTime of those, the time they were held, in sum
     * @param peakConcurrency most requests at once that held a lease or waited for one
     */
    public record Second(int arrivals, int returned, Duration serviceTime, int peakConcurrency) {}
}
