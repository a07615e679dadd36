package dev.cistern.net.pool;

import dev.cistern.net.CloseReason;
import java.time.Duration;

/**
 * What a connection tells its pool. Every method may be called from any thread, from the moment of the dial on; once the
 * connection is closed, calls do nothing.
 */
public interface ConnectionEvents {
    /**
     * The connection is gone: the peer closed it, it broke, or its owner cut it. Leases it still has are over; giving
     * them back does nothing more.
     *
     * @param reason why
     */
    void closed(CloseReason reason);

    /**
     * No new leases: closed by the pool as soon as it has none, at once if it has none now. The first reason counts.
     *
     * @param reason why, such as {@link CloseReason#GOAWAY} or {@link CloseReason#DNS_REMOVED}
     */
    void drain(CloseReason reason);

    /**
     * How many leases the connection takes at a time; 1 until this is called. Leases above a lowered capacity stay.
     *
     * @param leases 0 or more; 0 stops new leases until it is raised
     */
    void capacity(int leases);

    /**
     * How long the peer keeps the connection without a request, by its own word. The pool then keeps it idle for less:
     * two seconds less, or half of it if that is more.
     *
     * @param time positive
     */
    void peerKeepsIdleFor(Duration time);
}
