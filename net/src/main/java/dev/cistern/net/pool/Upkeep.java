package dev.cistern.net.pool;

import dev.cistern.net.CloseReason;
import dev.cistern.net.pool.Pooled.Phase;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a pool does because time has passed or its settings have changed. Guarded by the pool's lock.
 *
 * @param <C> the connection
 */
final class Upkeep<C> {
    /** How often each event loop's connections are looked at. */
    static final Duration SWEEP = Duration.ofMillis(250);

    /** How many connections are looked at under the lock at a time. */
    static final int BATCH = 256;

    /** Longer than any lifetime. */
    private static final long LONG_AGO_NANOS = Long.MAX_VALUE / 4;

    private static final long HOSTS_EVERY_NANOS = SWEEP.toNanos() * 4 / 5;

    /** After idle connections were reclaimed, how long none are dialled only to be kept ready. */
    private static final long RECLAIM_REST_NANOS = Duration.ofSeconds(10).toNanos();

    private final PoolState<C> state;
    private final DrainPace pace;
    private long preconnectFrom;
    private long hostsTendedAt;

    Upkeep(PoolState<C> state, long now) {
        this.state = state;
        this.pace = new DrainPace(now);
        this.hostsTendedAt = now;
        this.preconnectFrom = now;
    }

    /**
     * Looks at some connections of a loop, from the end: closes those idle for too long, drains those too old, and takes
     * back leases that were dropped.
     *
     * @param from one past the position to begin with, or more
     * @return where to go on; 0 when all have been looked at
     */
    int sweep(Shard<C> shard, int from, long now) {
        int at = Math.min(from, shard.connections.size());
        int end = Math.max(0, at - BATCH);
        while (at > end) {
            at--;
            if (at < shard.connections.size()) {
                inspect(shard.connections.get(at), now);
            }
        }
        return end;
    }

    private void inspect(Pooled<C> pooled, long now) {
        takeBackDropped(pooled, now);
        if (pooled.phase != Phase.OPEN || pooled.drainReason != null) {
            return;
        }
        CloseReason due = pooled.due(now, state.limits);
        boolean atReturn = due == CloseReason.MAX_REQUESTS && pooled.leases > 0;
        if (due != null && !atReturn) {
            state.drained(pooled, due, now);
        }
    }

    private void takeBackDropped(Pooled<C> pooled, long now) {
        Grant<C> next = pooled.outstanding.first();
        while (next != null && pooled.phase == Phase.OPEN) {
            Grant<C> lease = next;
            next = lease.outstanding.next();
            if (lease.dropped()) {
                state.leaked(lease, now);
            }
        }
    }

    /** What is due for whole hosts; called by every loop's sweep, done by the first that comes. */
    void tendHosts(Shard<C> shard, long now) {
        if (now - hostsTendedAt < HOSTS_EVERY_NANOS) {
            return;
        }
        hostsTendedAt = now;
        closeSurplus(now);
        for (HostState<C> host : state.hosts.all()) {
            expireWaiters(host, now);
            state.settle(host, now);
            preconnect(host, shard, now);
        }
    }

    /** Alarms are set by the acquire timeout of their time; a lowered one is noticed here. */
    private void expireWaiters(HostState<C> host, long now) {
        Waiter<C> oldest = host.waiters.first();
        while (oldest != null && state.expire(oldest, now) == 0) {
            oldest = host.waiters.first();
        }
    }

    /** Keeps connections ready for a host that was asked for within a connection's lifetime. */
    private void preconnect(HostState<C> host, Shard<C> shard, long now) {
        Limits limits = state.limits;
        boolean wanted = !state.closing && now - host.lastAskedAt < limits.lifetimeNanos();
        if (!wanted || now - preconnectFrom < 0 || !host.mayPreconnect(now)) {
            return;
        }
        long spareDials = Math.max(0, host.dialling - (long) host.waiters.size());
        long missing = limits.minIdle() - host.available.size() - spareDials;
        while (missing > 0
                && host.dialling < limits.dialsPerHost()
                && host.open < limits.connsPerHost()
                && state.idle.size() < limits.idleConns()
                && host.rate.nanosUntilNext(now, limits) == 0) {
            state.dial(host, shard, now);
            missing--;
        }
    }

    Applied apply(Limits next, long now) {
        Limits before = state.limits;
        boolean stricter = next.idleNanos() < before.idleNanos()
                || next.lifetimeNanos() < before.lifetimeNanos()
                || next.maxRequests() < before.maxRequests();
        state.limits = next;
        int closing = stricter ? closeIdleOverdue(now) : 0;
        closing += surplus();
        closeSurplus(now);
        long begunBefore = state.begun;
        for (HostState<C> host : state.hosts.all()) {
            state.settle(host, now);
        }
        return new Applied((int) (state.begun - begunBefore), closing);
    }

    private int closeIdleOverdue(long now) {
        int count = 0;
        Pooled<C> next = state.idle.first();
        while (next != null) {
            Pooled<C> pooled = next;
            next = pooled.idleInPool.next();
            if (pooled.due(now, state.limits) != null) {
                state.close(pooled, CloseReason.CONFIG_DRAIN, now);
                count++;
            }
        }
        return count;
    }

    /**
     * Closes idle connections because file descriptors run short, the least recently used first, and dials none to be kept
     * ready for a while.
     *
     * @param most how many at most
     * @return how many
     */
    int reclaim(int most, long now) {
        int count = 0;
        for (Pooled<C> least = state.idle.first(); least != null && count < most; least = state.idle.first()) {
            state.close(least, CloseReason.FD_PRESSURE, now);
            count++;
        }
        preconnectFrom = now + RECLAIM_REST_NANOS;
        return count;
    }

    /** How many idle connections are over a limit. */
    private int surplus() {
        int ofHosts = 0;
        for (HostState<C> host : state.hosts.all()) {
            ofHosts += surplusOf(host);
        }
        return ofHosts + Math.max(0, state.idle.size() - ofHosts - state.limits.idleConns());
    }

    private int surplusOf(HostState<C> host) {
        int overIdle = host.idle.size() - state.limits.idlePerHost();
        return Math.min(host.idle.size(), Math.max(overIdle, host.surplus(state.limits.connsPerHost())));
    }

    /** Closes what the pace lets of the idle connections that a lowered limit made surplus. */
    private void closeSurplus(long now) {
        for (HostState<C> host : state.hosts.all()) {
            int surplus = surplusOf(host);
            while (surplus > 0 && pace.lets(now)) {
                closeForChange(host.idle.first(), now);
                surplus--;
            }
        }
        while (state.idle.size() > state.limits.idleConns() && pace.lets(now)) {
            closeForChange(state.idle.first(), now);
        }
    }

    private void closeForChange(@Nullable Pooled<C> surplus, long now) {
        if (surplus != null) {
            state.close(surplus, CloseReason.CONFIG_DRAIN, now);
        }
    }

    /** Drains the connections of hosts that will not be asked for any more; those being dialled are for who waits. */
    void retire(Iterable<Shard<C>> shards, Predicate<HostKey> which, long now) {
        for (HostState<C> host : state.hosts.all()) {
            if (which.test(host.key)) {
                host.lastAskedAt = now - LONG_AGO_NANOS;
            }
        }
        for (Shard<C> shard : shards) {
            for (int at = shard.connections.size() - 1; at >= 0; at--) {
                if (at >= shard.connections.size()) {
                    continue;
                }
                Pooled<C> pooled = shard.connections.get(at);
                if (pooled.phase == Phase.OPEN && which.test(pooled.host.key)) {
                    state.drained(pooled, CloseReason.CONFIG_DRAIN, now);
                }
            }
        }
    }

    /** Fails who waits, closes what is idle, and has the rest closed as it is returned. */
    void stop(Iterable<Shard<C>> shards, long now) {
        state.closing = true;
        for (HostState<C> host : state.hosts.all()) {
            for (Waiter<C> next = host.waiters.first(); next != null; next = host.waiters.first()) {
                state.refuse(host, next, Refusals.poolClosed());
            }
        }
        for (Shard<C> shard : shards) {
            for (int at = shard.connections.size() - 1; at >= 0; at--) {
                state.drained(shard.connections.get(at), CloseReason.SHUTDOWN, now);
            }
        }
    }
}
