package dev.cistern.net.pool;

/** A connection that was asked for. Safe for all threads. */
public interface Acquisition {
    /**
     * Not wanted any more. If the lease was not given yet it never will be, and the {@link Acquirer} is refused.
     *
     * @return false if the lease was given, or refused, before; a lease that was given is to be returned
     */
    boolean cancel();
}
