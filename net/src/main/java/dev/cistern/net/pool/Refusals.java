package dev.cistern.net.pool;

import dev.cistern.net.pool.AcquireException.Code;
import java.util.Objects;

/** Why a waiter gets no connection, in words that tell which setting to look at. */
final class Refusals {
    private Refusals() {}

    static <C> AcquireException timeout(HostState<C> host, Waiter<C> waiter, Limits limits, long now) {
        return new AcquireException(
                Code.TIMEOUT,
                "no connection to " + host.key + " after " + (now - waiter.arrivedAt) / 1_000_000
                        + " ms (acquire_timeout " + limits.acquireNanos() / 1_000_000 + " ms): " + use(host, limits),
                null);
    }

    static <C> AcquireException tooManyWaiters(HostState<C> host, Limits limits) {
        return new AcquireException(
                Code.TOO_MANY_WAITERS,
                "too many requests wait for a connection to " + host.key + " (max_waiters " + limits.maxWaiters()
                        + "): " + use(host, limits),
                null);
    }

    static <C> AcquireException noneSpare(HostState<C> host, Limits limits) {
        return new AcquireException(
                Code.NONE_SPARE, "no connection to " + host.key + " is spare: " + use(host, limits), null);
    }

    static AcquireException tooManyHosts(HostKey key) {
        return new AcquireException(
                Code.TOO_MANY_HOSTS,
                "no connection to " + key + ": " + Hosts.MOST + " other hosts are in use, which is the most that a pool"
                        + " knows",
                null);
    }

    static AcquireException poolClosed() {
        return new AcquireException(Code.POOL_CLOSED, "the pool is closed: the node stops", null);
    }

    static <C> AcquireException dialFailed(HostState<C> host, Throwable cause) {
        String text = Objects.requireNonNullElse(cause.getMessage(), cause.toString());
        return new AcquireException(Code.DIAL_FAILED, "no connection to " + host.key + ": " + text, cause);
    }

    private static <C> String use(HostState<C> host, Limits limits) {
        return host.open + " of " + limits.connsPerHost() + " connections open (conns_per_host), " + host.dialling
                + " of " + limits.dialsPerHost() + " dialling (dials_per_host), " + host.waiters.size() + " waiting"
                + (host.rate.alarmed() ? ", held back to " + limits.dialRate() + " dials a second (dial_rate)" : "");
    }
}
