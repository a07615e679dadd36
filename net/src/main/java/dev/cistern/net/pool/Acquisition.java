package dev.cistern.net.pool;

import io.vertx.core.Future;

/**
 * A connection that was asked for. Safe for all threads.
 *
 * @param <C> the connection
 */
public interface Acquisition<C> {
    /**
     * The lease, completed on the event loop that was named when asking, or at once on that loop.
     *
     * @return fails with an {@link AcquireException}
     */
    Future<Lease<C>> lease();

    /**
     * Not wanted any more. If the lease was not given yet it never will be, and the future fails.
     *
     * @return false if the lease was given, or had failed, before; a lease that was given is to be returned
     */
    boolean cancel();
}
