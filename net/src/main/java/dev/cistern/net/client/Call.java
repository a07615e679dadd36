package dev.cistern.net.client;

import io.vertx.core.Future;

/** A request on its way to its answer. Safe for all threads. */
public interface Call {
    /**
     * The answer.
     *
     * @return completed on the event loop that the request was sent from; fails with a {@link RequestFailedException}
     */
    Future<HttpResponse> response();

    /**
     * Gives up, whatever the request is at: in the queue, on the wire, or in the middle of the response's body, which then
     * fails. Does nothing when the body has ended.
     */
    void cancel();
}
