package dev.cistern.net.pool;

import dev.cistern.net.CloseReason;
import dev.cistern.net.pool.AcquireException.Code;
import dev.cistern.net.pool.Pooled.Phase;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a pool does when something happens. Guarded by the pool's lock; knows no threads, clocks or sockets, and hands what
 * follows to {@link Effects}.
 *
 * <p>After every event, {@link #settle} holds this true of its host: no waiter waits while there is a connection that it
 * may have, nor while a dial may be begun that no dial in flight makes needless.
 *
 * @param <C> the connection
 */
final class PoolState<C> {
    final Hosts<C> hosts;
    final Effects<C> effects;
    /** Those without a lease, of all hosts, the least recently used first. */
    final Chain<Pooled<C>> idle = new Chain<>();

    Limits limits;
    boolean closing;
    int open;
    /** Dials begun and leases given, for telling what an event set in motion. */
    long begun;

    private final Predicate<C> usable;
    private final RandomGenerator random;
    private long order;

    PoolState(Connector<C> connector, Limits limits, Effects<C> effects, RandomGenerator random) {
        this.hosts = new Hosts<>(connector::expectedCapacity);
        this.usable = connector::usable;
        this.limits = limits;
        this.effects = effects;
        this.random = random;
    }

    void acquire(Waiter<C> waiter, long now) {
        HostState<C> host = closing ? null : hosts.known(waiter.key, this, now);
        if (host == null) {
            hosts.forgotten.refused++;
            effects.fail(waiter, closing ? Refusals.poolClosed() : Refusals.tooManyHosts(waiter.key));
            return;
        }
        if (waiter.wanted == Wanted.SPARE && !hasSpare(host, waiter.shard, now)) {
            effects.fail(waiter, Refusals.noneSpare(host, limits));
            return;
        }
        host.lastAskedAt = now;
        host.traffic.arrived(now, host.demand() + 1);
        waiter.order = order++;
        waiter.askedAt = now;
        if (now - waiter.arrivedAt >= limits.acquireNanos()) {
            refuse(host, waiter, Refusals.timeout(host, waiter, limits, now));
            return;
        }
        // What most do: nobody waits, and there is one.
        Pooled<C> ready =
                host.waiters.size() == 0 && waiter.wanted != Wanted.FRESH ? takeable(host, waiter.shard, now) : null;
        if (ready != null) {
            grant(waiter, ready, false, now);
            return;
        }
        host.waiters.add(waiter.inQueue);
        settle(host, now);
        if (waiter.waits() && host.waiters.size() - host.covered() > limits.maxWaiters()) {
            refuse(host, waiter, Refusals.tooManyWaiters(host, limits));
        }
    }

    /**
     * Gives a waiter up.
     *
     * @return whether it waited
     */
    boolean cancel(Waiter<C> waiter) {
        HostState<C> host = hosts.get(waiter.key);
        if (!waiter.waits() || host == null) {
            return false;
        }
        refuse(host, waiter, new AcquireException(Code.CANCELLED, "the wait for " + host.key + " was given up", null));
        return true;
    }

    /**
     * Fails a waiter whose time is over.
     *
     * @return how long it may still wait, in nanoseconds; 0 if it does not wait any more
     */
    long expire(Waiter<C> waiter, long now) {
        HostState<C> host = hosts.get(waiter.key);
        if (!waiter.waits() || host == null) {
            return 0;
        }
        long left = limits.acquireNanos() - (now - waiter.arrivedAt);
        if (left > 0) {
            return left;
        }
        refuse(host, waiter, Refusals.timeout(host, waiter, limits, now));
        return 0;
    }

    void refuse(HostState<C> host, Waiter<C> waiter, AcquireException failure) {
        waiter.inQueue.leave();
        host.tally.refused++;
        effects.fail(waiter, failure);
    }

    void dialled(Pooled<C> pooled, C connection, long now) {
        HostState<C> host = pooled.host;
        host.dialling--;
        host.dialSucceeded(pooled.capacity);
        host.tally.opened++;
        host.tally.dialTimes.count(now - pooled.dialledAt);
        pooled.phase = Phase.OPEN;
        pooled.connection = connection;
        pooled.lastUsed = now;
        if (pooled.drainReason != null) {
            host.draining++;
        }
        pooled.place(idle);
        if (pooled.diedDialling != null) {
            forget(pooled, pooled.diedDialling, now);
        } else if (pooled.drainReason != null) {
            close(pooled, pooled.drainReason, now);
        } else {
            Waiter<C> waiter = host.waiters.first();
            while (waiter != null && pooled.available() && !pooled.usedUp(limits)) {
                grant(waiter, pooled, true, now);
                waiter = host.waiters.first();
            }
        }
        settle(host, now);
        capIdle(host, pooled, now);
    }

    void dialFailed(Pooled<C> pooled, CloseReason reason, Throwable cause, long now) {
        HostState<C> host = pooled.host;
        host.dialling--;
        host.dialFailed(now);
        forget(pooled, reason, now);
        for (int failed = 0; failed < host.expectedCapacity; failed++) {
            Waiter<C> oldest = host.waiters.first();
            if (oldest == null || oldest.order > pooled.order) {
                break;
            }
            refuse(host, oldest, Refusals.dialFailed(host, cause));
        }
        settle(host, now);
    }

    /** A lease was returned, with why its connection can take no other, or with {@code null} if it can; the first time counts. */
    void returned(Grant<C> grant, @Nullable CloseReason reason, long now) {
        Pooled<C> pooled = grant.pooled();
        HostState<C> host = pooled.host;
        if (!grant.outstanding.linked()) {
            return;
        }
        grant.outstanding.leave();
        host.returned(grant, reason != null || pooled.phase == Phase.CLOSED, now);
        if (pooled.phase == Phase.CLOSED) {
            return;
        }
        pooled.leases--;
        host.leases--;
        pooled.lastUsed = now;
        CloseReason due = reason != null ? reason : pooled.due(now, limits);
        if (due != null) {
            drain(pooled, due);
        } else if (host.surplus(limits.connsPerHost()) > 0) {
            drain(pooled, CloseReason.CONFIG_DRAIN);
        }
        if (!closeIfDrained(pooled, now)) {
            pooled.replace(idle);
        }
        settle(host, now);
        capIdle(host, pooled, now);
    }

    /** Whoever held a lease has dropped it; what became of its request nobody knows. */
    void leaked(Grant<C> grant, long now) {
        if (grant.outstanding.linked() && grant.pooled().phase == Phase.OPEN) {
            grant.pooled().host.tally.leaked++;
            effects.leaked(grant, now);
        }
        returned(grant, CloseReason.LEAK, now);
    }

    /** The connection says that it is gone. */
    void gone(Pooled<C> pooled, CloseReason reason, long now) {
        if (pooled.phase == Phase.DIALLING) {
            if (pooled.diedDialling == null) {
                pooled.diedDialling = pooled.drainReason != null ? pooled.drainReason : reason;
            }
        } else if (pooled.phase == Phase.OPEN) {
            forget(pooled, pooled.drainReason != null ? pooled.drainReason : reason, now);
            settle(pooled.host, now);
        }
    }

    /** No new leases; closed when it has none. */
    void drained(Pooled<C> pooled, CloseReason reason, long now) {
        drain(pooled, reason);
        if (pooled.phase == Phase.OPEN && closeIfDrained(pooled, now)) {
            settle(pooled.host, now);
        }
    }

    void capacity(Pooled<C> pooled, int leases, long now) {
        pooled.capacity = leases;
        if (pooled.phase == Phase.OPEN) {
            pooled.host.expectedCapacity = Math.max(1, leases);
            pooled.place(idle);
            settle(pooled.host, now);
        }
    }

    /** Serves the waiters that can be served, and begins the dials that are needed. */
    void settle(HostState<C> host, long now) {
        while (host.available.size() > 0) {
            Waiter<C> waiter = host.firstForUsed();
            Pooled<C> pooled = waiter == null ? null : takeable(host, waiter.shard, now);
            if (waiter == null || pooled == null) {
                break;
            }
            grant(waiter, pooled, false, now);
        }
        Waiter<C> next = host.firstUncovered();
        while (next != null && host.dialling < limits.dialsPerHost() && hasRoom(host)) {
            long nanos = host.rate.nanosUntilNext(now, limits);
            if (nanos > 0) {
                if (host.rate.holdsBack(order, now + nanos)) {
                    effects.dialLater(host, next.shard, now + nanos, nanos);
                }
                break;
            }
            if (host.rate.heldBack(next)) {
                host.tally.dialsDelayed++;
            }
            makeRoom(host, now);
            dial(host, next.shard, now);
            next = host.firstUncovered();
        }
    }

    /** The moment has come that {@link Effects#dialLater} was told. */
    void dialDue(HostState<C> host, long at, long now) {
        host.rate.rang(at);
        settle(host, now);
    }

    /** Whether one more request would take no connection that another waits for, and wait for no other's. */
    private boolean hasSpare(HostState<C> host, Shard<C> shard, long now) {
        if (host.waiters.size() == 0 && takeable(host, shard, now) != null) {
            return true;
        }
        return host.waiters.size() < host.covered()
                || (host.waiters.size() == host.covered()
                        && host.dialling < limits.dialsPerHost()
                        && hasRoom(host)
                        && host.rate.nanosUntilNext(now, limits) == 0);
    }

    private boolean hasRoom(HostState<C> host) {
        return host.open - host.idle.size() < limits.connsPerHost();
    }

    /** Idle connections that no waiter may have give way to a dial. */
    private void makeRoom(HostState<C> host, long now) {
        Pooled<C> least = host.idle.first();
        while (least != null && host.open >= limits.connsPerHost()) {
            close(least, CloseReason.IDLE_CAP_HOST, now);
            least = host.idle.first();
        }
    }

    /** Begins a dial, which the limits must allow. */
    void dial(HostState<C> host, Shard<C> shard, long now) {
        host.rate.begun(now, limits);
        Pooled<C> pooled = new Pooled<>(host, shard, now, order++, 0.9f + 0.2f * random.nextFloat());
        host.open++;
        open++;
        host.dialling++;
        host.tally.dials++;
        begun++;
        shard.add(pooled);
        effects.dial(pooled, limits);
    }

    /** The best connection for a shard that passes the check; those that do not are closed. */
    private @Nullable Pooled<C> takeable(HostState<C> host, Shard<C> shard, long now) {
        Pooled<C> pooled = host.mostRecent(shard);
        while (pooled != null && closedIfUnfit(pooled, now)) {
            pooled = host.mostRecent(shard);
        }
        return pooled;
    }

    /** Closes or drains a connection that must not be leased, by its age, its use or the look of its socket. */
    private boolean closedIfUnfit(Pooled<C> pooled, long now) {
        CloseReason reason = pooled.due(now, limits);
        if (reason == null && pooled.connection != null && usable.test(pooled.connection)) {
            return false;
        }
        if (reason == null) {
            reason = pooled.leases == 0 ? CloseReason.PEER_FIN_IDLE : CloseReason.PEER_RST;
        }
        if (pooled.leases == 0) {
            close(pooled, reason, now);
        } else {
            drain(pooled, reason);
        }
        return true;
    }

    private void grant(Waiter<C> waiter, Pooled<C> pooled, boolean fresh, long now) {
        HostState<C> host = pooled.host;
        waiter.inQueue.leave();
        C connection = Objects.requireNonNull(pooled.connection);
        Grant<C> grant = new Grant<>(pooled, connection, waiter.askedAt, now, fresh);
        pooled.outstanding.add(grant.outstanding);
        pooled.leases++;
        pooled.timesLeased++;
        pooled.lastUsed = now;
        host.leases++;
        begun++;
        if (!fresh) {
            host.tally.reused++;
        }
        host.tally.acquireTimes.count(now - waiter.arrivedAt);
        pooled.replace(idle);
        effects.grant(waiter, grant);
    }

    /** Holds a connection that may just have become idle against the limits of idle ones. */
    private void capIdle(HostState<C> host, Pooled<C> pooled, long now) {
        if (!pooled.idle()) {
            return;
        }
        Pooled<C> leastOfHost = host.idle.first();
        if (leastOfHost != null && host.idle.size() > limits.idlePerHost()) {
            close(leastOfHost, CloseReason.IDLE_CAP_HOST, now);
        }
        Pooled<C> least = idle.first();
        if (least != null && idle.size() > limits.idleConns()) {
            close(least, CloseReason.IDLE_CAP_TOTAL, now);
            settle(least.host, now);
        }
    }

    /** To be closed when it has no lease; the first to say so gives the reason. */
    void drain(Pooled<C> pooled, CloseReason reason) {
        if (pooled.drainReason != null || pooled.phase == Phase.CLOSED) {
            return;
        }
        pooled.drainReason = reason;
        if (pooled.phase == Phase.OPEN) {
            pooled.host.draining++;
            pooled.takeOut();
        }
    }

    private boolean closeIfDrained(Pooled<C> pooled, long now) {
        if (pooled.leases > 0 || pooled.drainReason == null) {
            return false;
        }
        close(pooled, pooled.drainReason, now);
        return true;
    }

    void close(Pooled<C> pooled, CloseReason reason, long now) {
        C connection = Objects.requireNonNull(pooled.connection);
        forget(pooled, reason, now);
        effects.close(connection, pooled.shard, reason);
    }

    private void forget(Pooled<C> pooled, CloseReason reason, long now) {
        HostState<C> host = pooled.host;
        pooled.takeOut();
        if (pooled.draining()) {
            host.draining--;
        }
        pooled.phase = Phase.CLOSED;
        host.leases -= pooled.leases;
        pooled.leases = 0;
        host.open--;
        open--;
        pooled.shard.remove(pooled);
        host.tally.closed(new Tally.Closed(host.key, reason, now - pooled.dialledAt, pooled.timesLeased, now));
    }
}
