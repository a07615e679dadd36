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

    boolean outlived(long now, Limits limits) {
        return now - dialledAt >= (long) (limits.lifetimeNanos() * (double) lifetimeFactor);
    }

    /** Whether it has been idle for as long as it may. */
    boolean idleTooLong(long now, Limits limits) {
        return leases == 0 && now - lastUsed >= idleLimitNanos(limits);
    }

    private long idleLimitNanos(Limits limits) {
        if (hintNanos == 0) {
            return limits.idleNanos();
        }
        return Math.min(limits.idleNanos(), hintNanos - PeerHint.marginNanos(hintNanos));
    }
}
