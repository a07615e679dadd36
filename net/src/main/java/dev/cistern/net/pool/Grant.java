package dev.cistern.net.pool;

import dev.cistern.net.pool.Chain.Link;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * A lease as decided. Guarded by the pool's lock, but for what never changes and for whether it is still held.
 *
 * @param <C> the connection
 */
final class Grant<C> {
    /** Among the leases of its connection that were not returned. */
    final Link<Grant<C>> outstanding = new Link<>(this);

    private final Pooled<C> pooled;
    private final C connection;
    private final long askedAt;
    private final long at;
    private final boolean fresh;
    private final long idleNanos;
    private volatile @Nullable Reference<?> holder;

    /**
     * Decides a lease.
     *
     * @param pooled whose it is; open
     * @param connection its connection
     * @param askedAt when it was asked for
     * @param at when it was given
     * @param fresh whether it is the connection's first
     */
    Grant(Pooled<C> pooled, C connection, long askedAt, long at, boolean fresh) {
        this.pooled = pooled;
        this.connection = connection;
        this.askedAt = askedAt;
        this.at = at;
        this.fresh = fresh;
        this.idleNanos = at - pooled.lastUsed;
    }

    Pooled<C> pooled() {
        return pooled;
    }

    C connection() {
        return connection;
    }

    /** When it was asked for. */
    long askedAt() {
        return askedAt;
    }

    long at() {
        return at;
    }

    boolean fresh() {
        return fresh;
    }

    /** How long the connection was without use before. */
    long idleNanos() {
        return idleNanos;
    }

    /** It was handed over in the shape of what this refers to. Any thread. */
    void heldBy(Reference<?> lease) {
        holder = lease;
    }

    /**
     * Whether nobody can return it any more: it was handed over, and what was handed over is gone. Asking does not keep
     * the holder alive.
     */
    boolean dropped() {
        Reference<?> handedOver = holder;
        return handedOver != null && handedOver.refersTo(null);
    }
}
