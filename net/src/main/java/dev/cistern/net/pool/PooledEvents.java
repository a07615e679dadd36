package dev.cistern.net.pool;

import dev.cistern.net.CloseReason;
import java.time.Duration;

/** The ear that a pool lends to one of its connections. */
record PooledEvents<C>(Pool<C> pool, Pooled<C> pooled) implements ConnectionEvents {

    @Override
    public void closed(CloseReason reason) {
        pool.onEvent((state, now) -> state.gone(pooled, reason, now));
    }

    @Override
    public void drain(CloseReason reason) {
        pool.onEvent((state, now) -> state.drained(pooled, reason, now));
    }

    @Override
    public void capacity(int leases) {
        pool.onEvent((state, now) -> state.capacity(pooled, leases, now));
    }

    @Override
    public void peerKeepsIdleFor(Duration time) {
        long nanos = time.toNanos();
        pool.onEvent((state, now) -> pooled.hintNanos = nanos);
    }
}
