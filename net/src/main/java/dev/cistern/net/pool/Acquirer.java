package dev.cistern.net.pool;

/**
 * Whoever asked for a connection. One of its methods is called, once, on the event loop that was named when asking: before
 * {@link Pool#acquire} returns if that is where it was called and nothing has to be waited for.
 *
 * @param <C> the connection
 */
public interface Acquirer<C> {
    /**
     * Here it is.
     *
     * @param lease to be returned
     */
    void granted(Lease<C> lease);

    /**
     * There will be none.
     *
     * @param why what was in the way
     */
    void refused(AcquireException why);
}
