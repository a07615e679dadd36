package dev.cistern.net.pool;

import dev.cistern.conf.PoolSettings;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The pooled connections of one layer. Every method may be called from any thread.
 *
 * @param <C> the connection
 */
@SuppressWarnings("DoNotCallSuggester") // the bodies follow
public final class Pool<C> {
    /**
     * Makes a pool that has no connections yet.
     *
     * @param connector dials and closes
     * @param initial the settings to begin with
     * @param nanoTime a clock like {@link System#nanoTime}, safe for all threads
     * @param random varies the lifetimes
     */
    public Pool(Connector<C> connector, PoolSettings initial, LongSupplier nanoTime, RandomGenerator random) {
        throw new UnsupportedOperationException();
    }

    /**
     * Asks for a connection.
     *
     * @param host where to
     * @param loop where the lease is delivered, and where a connection is preferred
     * @param wanted which will do
     * @param arrivedAt when the request came, by the pool's clock, in nanoseconds: its {@code acquire_timeout} counts from
     *     then, a retry's too
     * @return the lease to come
     */
    public Acquisition<C> acquire(HostKey host, EventLoop loop, Wanted wanted, long arrivedAt) {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes up changed settings, for the connections and waiters that are there too.
     *
     * @param settings the effective values, all of them
     * @return what it did
     */
    public Future<Applied> apply(PoolSettings settings) {
        throw new UnsupportedOperationException();
    }

    /**
     * The connections as they are now.
     *
     * @return figures that add up
     */
    public PoolFigures figures() {
        throw new UnsupportedOperationException();
    }

    /**
     * What was asked of each host in the last five minutes.
     *
     * @return by host
     */
    public Map<HostKey, HostTraffic> traffic() {
        throw new UnsupportedOperationException();
    }

    /**
     * Closes what is idle, fails who waits, refuses who asks, and closes the rest as their leases are returned.
     *
     * @return completes when no connection is left; the same for every call
     */
    public Future<Void> close() {
        throw new UnsupportedOperationException();
    }
}
