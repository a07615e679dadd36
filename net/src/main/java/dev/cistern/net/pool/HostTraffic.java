package dev.cistern.net.pool;

import java.time.Duration;
import java.util.List;

/**
 * What was asked of a host in the last five minutes: what an adviser needs to size its pool.
 *
 * @param seconds whole seconds, oldest first, at most 300; those before the first request are left out
 * @param gaps requests by the time since the request before, in those minutes
 * @param requests the last requests one by one, those in flight and those that got no connection apart: as many as the
 *     pool has room for, of an hour at most
 * @param leasesPerConnection how many requests at a time a connection takes, as far as known: 1 unless it is HTTP/2
 */
public record HostTraffic(
        List<Second> seconds, List<PoolFigures.Bucket> gaps, RecordedRequests requests, int leasesPerConnection) {

    HostTraffic with(RecordedRequests recorded, int leases) {
        return new HostTraffic(seconds, gaps, recorded, leases);
    }

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
