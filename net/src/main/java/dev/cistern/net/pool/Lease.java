package dev.cistern.net.pool;

import dev.cistern.net.CloseReason;
import io.netty.channel.EventLoop;

/**
 * The right to use a connection for one request; on a connection with capacity for several, one of several leases. To be
 * returned exactly once; the first return counts. One that is dropped without being returned is noticed once its object has
 * been collected as garbage; its connection is then closed with {@link CloseReason#LEAK}. Safe for all threads.
 *
 * @param <C> the connection
 */
public interface Lease<C> {
    /**
     * What was leased.
     *
     * @return not to be used after the return
     */
    C connection();

    /**
     * Where the connection lives: not always the event loop that asked for it.
     *
     * @return its event loop
     */
    EventLoop loop();

    /**
     * Whether the connection comes straight from its dial, so that a failure cannot come of its having been idle.
     *
     * @return false for a reused one
     */
    boolean fresh();

    /**
     * How long the connection had been without a lease, or without a new one, when it was given.
     *
     * @return nanoseconds, 0 or more
     */
    long idleNanos();

    /**
     * When it was asked for.
     *
     * @return by the pool's clock, in nanoseconds
     */
    long askedAt();

    /** Returns it: the connection can take another request. */
    void release();

    /**
     * Returns it: the connection can take no other request, and is closed when it has no other lease.
     *
     * @param reason why
     */
    void close(CloseReason reason);

    /**
     * Returns it for somebody who should have and has dropped what it was for: counted and told in the log as a leak. Its
     * connection takes no other request, and is closed with {@link CloseReason#LEAK} when it has no other lease.
     */
    void leaked();
}
