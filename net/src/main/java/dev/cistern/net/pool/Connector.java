package dev.cistern.net.pool;

import dev.cistern.net.CloseReason;
import io.vertx.core.Future;

/**
 * How a pool comes by connections, and gets rid of them. Safe for all threads.
 *
 * @param <C> the connection
 */
public interface Connector<C> {
    /**
     * Dials a new connection. Called on the dial's event loop. The connector keeps the dial's time limits, so the future
     * always ends.
     *
     * @param dial what to dial, and whom to tell what happens to the connection, from now on
     * @return the connection, ready for a first request; or a failure, whose close reason is that of a {@link
     *     DialFailedException}, and {@link CloseReason#CONNECT_FAIL} otherwise
     */
    Future<C> dial(Dial dial);

    /**
     * Closes a connection that has no leases. Called on its event loop, once; the pool has forgotten it already, and what
     * is told of it later does nothing. Not called for one that said itself that it is closed.
     *
     * @param connection one that was dialled
     * @param reason why
     */
    void close(C connection, CloseReason reason);

    /**
     * The check before a connection is leased again, on any thread and under the pool's lock: must be as quick as a
     * glance at the socket's state, and must not call the pool.
     *
     * @param connection one that was dialled and waits for use
     * @return whether it still looks open
     */
    boolean usable(C connection);

    /**
     * How many leases at a time a new connection to a host will probably take, so that not more are dialled than needed.
     * Asked until a first connection to the host has told its capacity. Must be quick, and must not call the pool.
     *
     * @param host where to
     * @return 1 or more
     */
    int expectedCapacity(HostKey host);
}
