package dev.cistern.net.client;

import dev.cistern.net.pool.Applied;
import dev.cistern.net.pool.HostKey;
import dev.cistern.net.pool.HostTraffic;
import dev.cistern.net.pool.PoolFigures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Sends HTTP requests over pooled connections: one layer's. A request and its response stream, with back-pressure both
 * ways; every wait has a deadline; and a connection that its peer closed meanwhile costs a fresh dial, not an error,
 * wherever the request can be sent again without doing anything twice. Every method may be called from any thread.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class PooledHttpClient {
    /**
     * Makes a client that has no connections yet.
     *
     * @param vertx whose event loops it runs on
     * @param options what it is from its beginning to its end
     * @param initial the settings to begin with
     * @param nanoTime a clock like {@link System#nanoTime}, safe for all threads
     * @param random varies the lifetimes
     */
    public PooledHttpClient(
            Vertx vertx, ClientOptions options, ClientSettings initial, LongSupplier nanoTime, RandomGenerator random) {
        throw new UnsupportedOperationException();
    }

    /**
     * Sends a request.
     *
     * @param request what to send
     * @return the response as soon as its headers are there, completed on the event loop of the caller, if it has one;
     *     fails with a {@link RequestFailedException}
     */
    public Future<HttpResponse> send(HttpRequest request) {
        throw new UnsupportedOperationException();
    }

    /**
     * Sends a request that may be cancelled.
     *
     * @param request what to send
     * @return the request on its way
     */
    public Call start(HttpRequest request) {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes up changed settings, for the connections that are open too.
     *
     * @param next the effective values, all of them
     * @return what it did to the pool
     */
    public Future<Applied> apply(ClientSettings next) {
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
     * Requests that were sent a second time because the first connection was lost.
     *
     * @return how many since the start
     */
    public long retries() {
        throw new UnsupportedOperationException();
    }

    /**
     * Refuses new requests, lets those that have a connection finish, and closes everything.
     *
     * @return completes when no connection is left; the same for every call
     */
    public Future<Void> close() {
        throw new UnsupportedOperationException();
    }
}
