package dev.cistern.net.pool;

import dev.cistern.net.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a pool as they are now. Each host's figures are of one moment, and {@code total} is their sum and
 * that of the hosts forgotten since the start, of which only the counts since the start remain.
 *
 * @param total over all hosts
 * @param hosts by host, in the order of their first use
 */
public record PoolFigures(Figures total, Map<HostKey, Figures> hosts) {

    /**
     * The connections of a host, or of all. {@code open = idle + active + draining + dialling} and {@code dials = open + Σ
     * closes} hold in every one.
     *
     * @param open connections that count against {@code conns_per_host}
     * @param idle those without a lease
     * @param active those with a lease that may have more
     * @param draining those that will be closed when their leases have been returned
     * @param dialling those being dialled
     * @param leases leases given and not returned; more than {@code active} where a connection takes several
     * @param waiting requests that wait for a connection
     * @param dialsHeldBack dials that would be begun now if {@code dial_rate} allowed it
     * @param idleBytes what the idle connections are reckoned to take of the heap
     * @param dials dials begun since the start
     * @param dialsDelayed those of them that a request had to wait for because of {@code dial_rate}
     * @param opened dials that succeeded since the start
     * @param reused leases since the start of connections that did not come straight from their dial
     * @param refused requests since the start that got no connection: too late, too many, given up, or the dial failed
     * @param leaked leases since the start that were dropped instead of returned
     * @param closes closes and failed dials by reason since the start: every reason, in the order of {@link CloseReason}
     * @param lastCloses the most recent of them, at most 32, newest first
     * @param ages open connections by time since they were dialled
     * @param idleTimes idle connections by time since their last lease
     * @param acquireTimes leases since the start by how long they were waited for
     * @param dialTimes dials that succeeded since the start by how long they took
     * @param limits the limits in force
     */
    public record Figures(
            int open,
            int idle,
            int active,
            int draining,
            int dialling,
            int leases,
            int waiting,
            int dialsHeldBack,
            long idleBytes,
            long dials,
            long dialsDelayed,
            long opened,
            long reused,
            long refused,
            long leaked,
            Map<CloseReason, Long> closes,
            List<Closed> lastCloses,
            List<Bucket> ages,
            List<Bucket> idleTimes,
            List<Bucket> acquireTimes,
            List<Bucket> dialTimes,
            EffectiveLimits limits) {}

    /**
     * A part of a histogram.
     *
     * @param below its upper bound, exclusive; absent in the last one, which has none
     * @param count from the bound of the bucket before up to this one
     */
    public record Bucket(@Nullable Duration below, long count) {}

    /**
     * A connection that was closed, or a dial that failed.
     *
     * @param host where it led
     * @param reason why
     * @param age time since it was dialled
     * @param leases how often it was leased
     * @param ago how long ago it was closed
     */
    public record Closed(HostKey host, CloseReason reason, Duration age, long leases, Duration ago) {}

    /**
     * The limits in force, after each was clamped to the others.
     *
     * @param idleTime longest time without a lease
     * @param peerKeepsIdleFor the shortest time for which an open connection's peer said it keeps idle ones; absent when
     *     none said so. The connection's own idle time is two seconds less, or half of it if that is more
     * @param idleConns most idle connections over all hosts; {@link Integer#MAX_VALUE} when unlimited
     * @param idleConnsPerHost most idle connections to a host, not above {@code idleConns} and {@code connsPerHost}
     * @param connsPerHost most connections to a host
     * @param dialsPerHost most dials to a host at a time
     * @param maxWaiters most waiters for a host
     * @param minIdle connections kept ready per host, not above {@code idleConnsPerHost}
     * @param maxRequests leases after which a connection is drained; {@link Integer#MAX_VALUE} when unlimited
     * @param dialRate most dials begun in a second to a host; {@link Integer#MAX_VALUE} when unlimited
     */
    public record EffectiveLimits(
            Duration idleTime,
            @Nullable Duration peerKeepsIdleFor,
            int idleConns,
            int idleConnsPerHost,
            int connsPerHost,
            int dialsPerHost,
            int maxWaiters,
            int minIdle,
            int maxRequests,
            int dialRate) {}
}
