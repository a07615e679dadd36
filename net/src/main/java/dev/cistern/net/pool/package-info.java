/**
 * Connections to other hosts, pooled: layer 2 (peers) and layer 3 (backends) each have one
 * {@link dev.cistern.net.pool.Pool}. It is generic in the connection and knows nothing of HTTP: a
 * {@link dev.cistern.net.pool.Connector} dials and closes, a connection reports through its
 * {@link dev.cistern.net.pool.ConnectionEvents}, and whoever acquires gets a {@link dev.cistern.net.pool.Lease}.
 *
 * <p>State first, effects after: {@code PoolState} decides, under the pool's lock and without threads, clocks or sockets;
 * what follows from a decision (dial, close, hand over a lease) is done when the lock has been left. The lock is held for
 * the time of one decision, so limits over all event loops are exact and no waiter is overlooked.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.net.pool;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
