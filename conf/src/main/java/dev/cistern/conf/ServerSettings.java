package dev.cistern.conf;

import java.time.Duration;

/**
 * Connection layer 1, clients to node: the effective values, after clamping.
 *
 * @param idleTime longest wait for the next request on an idle connection; never counted while a request is in flight
 * @param headerTimeout longest time from the first byte of a request to the end of its headers
 * @param maxConns most client connections open at once; those over it are refused
 * @param maxLifetime age at which a connection is drained, varied by ±10 % per connection
 * @param maxRequests requests after which a connection is drained; {@link Integer#MAX_VALUE} when unlimited
 * @param drainTime longest wait for requests in flight when the node stops
 */
public record ServerSettings(
        Duration idleTime,
        Duration headerTimeout,
        int maxConns,
        Duration maxLifetime,
        int maxRequests,
        Duration drainTime) {}
