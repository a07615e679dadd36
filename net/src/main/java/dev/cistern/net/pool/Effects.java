package dev.cistern.net.pool;

import dev.cistern.net.CloseReason;

/**
 * What follows from decisions. Called under the pool's lock; to be carried out when it has been left.
 *
 * @param <C> the connection
 */
interface Effects<C> {
    /** Dial this connection on the event loop of its shard. */
    void dial(Pooled<C> connection, Limits limits);

    /** Close this connection, which the pool has forgotten. */
    void close(C connection, Shard<C> shard, CloseReason reason);

    /** Hand over the lease that this waiter got. */
    void grant(Waiter<C> waiter, Grant<C> grant);

    /** Tell {@link PoolState#dialDue} when this moment has come, so many nanoseconds from now. */
    void dialLater(HostState<C> host, Shard<C> shard, long at, long nanos);

    /** Say that this lease was dropped by its holder without being returned. */
    void leaked(Grant<C> lease, long now);

    /** Tell this waiter that it gets none. */
    void fail(Waiter<C> waiter, AcquireException failure);
}
