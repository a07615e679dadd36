package dev.cistern.conf;

import java.time.Duration;

/**
 * Connection layer 2 (node to peers) or 3 (node to clouds): the effective values, after clamping. All are live.
 *
 * @param idleTime longest time a connection is kept without a request
 * @param idleConns most idle connections over all hosts; {@link Integer#MAX_VALUE} when unlimited
 * @param idleConnsPerHost most idle connections to one host; 0 when pooling is off
 * @param connsPerHost most connections to one host: idle, active and dialling together
 * @param maxWaiters most requests that wait for a connection to one host; those over it fail at once
 * @param acquireTimeout longest wait for a connection, counted from the request's arrival
 * @param dialsPerHost most dials to one host at a time
 * @param connectTimeout longest TCP connect
 * @param tlsTimeout longest TLS handshake
 * @param maxLifetime age at which a connection is drained, varied by ±10 % per connection
 * @param minIdle idle connections kept ready per known host
 * @param maxRequests requests after which a connection is drained; {@link Integer#MAX_VALUE} when unlimited
 * @param dialRate most dials begun in a second to one host, after a burst of {@code dialsPerHost}; {@link
 *     Integer#MAX_VALUE} when unlimited
 * @param idleConnBytes what an idle connection is reckoned to take of the heap, for figures
 */
public record PoolSettings(
        Duration idleTime,
        int idleConns,
        int idleConnsPerHost,
        int connsPerHost,
        int maxWaiters,
        Duration acquireTimeout,
        int dialsPerHost,
        Duration connectTimeout,
        Duration tlsTimeout,
        Duration maxLifetime,
        int minIdle,
        int maxRequests,
        int dialRate,
        int idleConnBytes) {

    /**
     * The same settings but for what bounds idle connections.
     *
     * @param time the new {@code idleTime}
     * @param total the new {@code idleConns}
     * @param perHost the new {@code idleConnsPerHost}
     * @return the changed settings
     */
    public PoolSettings withIdle(Duration time, int total, int perHost) {
        return new PoolSettings(
                time,
                total,
                perHost,
                connsPerHost,
                maxWaiters,
                acquireTimeout,
                dialsPerHost,
                connectTimeout,
                tlsTimeout,
                maxLifetime,
                minIdle,
                maxRequests,
                dialRate,
                idleConnBytes);
    }

    /**
     * The same settings but for the connections of a host.
     *
     * @param most the new {@code connsPerHost}
     * @return the changed settings
     */
    public PoolSettings withConnsPerHost(int most) {
        return new PoolSettings(
                idleTime,
                idleConns,
                idleConnsPerHost,
                most,
                maxWaiters,
                acquireTimeout,
                dialsPerHost,
                connectTimeout,
                tlsTimeout,
                maxLifetime,
                minIdle,
                maxRequests,
                dialRate,
                idleConnBytes);
    }
}
