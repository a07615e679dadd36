package dev.cistern.net.pool;

import dev.cistern.net.CloseReason;
import dev.cistern.net.pool.Chain.Link;
import org.jspecify.annotations.Nullable;

/**
 * The state of one connection, from its dial to its close. Guarded by the pool's lock. Only moments are kept, never
 * deadlines, so that a changed setting holds for the connections that are there.
 *
 * @param <C> the connection
 */
final class Pooled<C> {
    enum Phase {
        DIALLING,
        OPEN,
        CLOSED
    }

    final HostState<C> host;
    final Shard<C> shard;
    final long dialledAt;
    /** The place of the dial in the order of dials and waiters. */
    final long order;

    final Link<Pooled<C>> availableInLoop = new Link<>(this);
    final Link<Pooled<C>> availableInHost = new Link<>(this);
    final Link<Pooled<C>> idleInHost = new Link<>(this);
    final Link<Pooled<C>> idleInPool = new Link<>(this);
    private final float lifetimeFactor;

    /** Where it stands in its shard. */
    int position;

    Phase phase = Phase.DIALLING;

    @Nullable
    C connection;

    /** When it was last leased or returned. */
    long lastUsed;

    /** The leases that were not returned, the oldest first. */
    final Chain<Grant<C>> outstanding = new Chain<>();

    int leases;
    int capacity = 1;
    long timesLeased;

    @Nullable
    CloseReason drainReason;

    /** Why it was closed before its dial was reported. */
    @Nullable
    CloseReason diedDialling;

    /** How long the peer keeps it idle; 0 when it did not say. */
    long hintNanos;

    Pooled(HostState<C> host, Shard<C> shard, long now, long order, float lifetimeFactor) {
        this.host = host;
        this.shard = shard;
        this.dialledAt = now;
        this.lastUsed = now;
        this.order = order;
        this.lifetimeFactor = lifetimeFactor;
    }

    boolean idle() {
        return phase == Phase.OPEN && leases == 0 && drainReason == null;
    }

    boolean draining() {
        return phase == Phase.OPEN && drainReason != null;
    }

    boolean available() {
        return phase == Phase.OPEN && drainReason == null && leases < capacity;
    }

    /**
     * What has to happen because of its age, of how long it was idle, or of how often it was leased.
     *
     * @return why it may have no other lease, or {@code null} if it may
     */
    @Nullable
    CloseReason due(long now, Limits limits) {
        if (outlived(now, limits)) {
            return CloseReason.MAX_LIFETIME;
        }
        if (leases == 0 && now - lastUsed >= idleLimitNanos(limits)) {
            return CloseReason.IDLE_TIMEOUT;
        }
        return usedUp(limits) ? CloseReason.MAX_REQUESTS : null;
    }

    boolean usedUp(Limits limits) {
        return timesLeased >= limits.maxRequests();
    }

    private boolean outlived(long now, Limits limits) {
        return now - dialledAt >= (long) (limits.lifetimeNanos() * (double) lifetimeFactor);
    }

    private long idleLimitNanos(Limits limits) {
        if (hintNanos == 0) {
            return limits.idleNanos();
        }
        return Math.min(limits.idleNanos(), hintNanos - PeerHint.marginNanos(hintNanos));
    }

    /** Moves it, having been used, to where it belongs now, as the most recently used. */
    void replace(Chain<Pooled<C>> idleOfAll) {
        takeOut();
        place(idleOfAll);
    }

    /** Puts it where it belongs now, or leaves it there. */
    void place(Chain<Pooled<C>> idleOfAll) {
        if (!available()) {
            availableInLoop.leave();
            availableInHost.leave();
        } else if (!availableInHost.linked()) {
            host.availableOn(shard).add(availableInLoop);
            host.available.add(availableInHost);
        }
        if (!idle()) {
            idleInHost.leave();
            idleInPool.leave();
        } else if (!idleInHost.linked()) {
            host.idle.add(idleInHost);
            idleOfAll.add(idleInPool);
        }
    }

    void takeOut() {
        availableInLoop.leave();
        availableInHost.leave();
        idleInHost.leave();
        idleInPool.leave();
    }
}
