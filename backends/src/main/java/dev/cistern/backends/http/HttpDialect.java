package dev.cistern.backends.http;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.Origin;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;

/** What one kind of server has of its own, beside what all speak who speak HTTP. Used by any thread. */
public interface HttpDialect {

    /** Reads the headers of an object that was found. */
    BackendObject describe(MultiMap headers);

    /**
     * Reads why a request was not fulfilled: {@link Fault#MISSING} where there is no such object. To be called at once, since
     * it reads the body.
     *
     * @return never fails
     */
    Future<BackendException> refusal(HttpResponse response);

    /**
     * Has an object sent only if it is not the one that is known.
     *
     * @return the target to ask for
     */
    default String unlessKnown(String target, MultiMap headers, String etag) {
        headers.set(HttpHeaders.IF_NONE_MATCH, etag);
        return target;
    }

    /**
     * Has a part sent only of the object that is meant.
     *
     * @return the target to ask for
     */
    default String onlyOf(String target, MultiMap headers, String etag) {
        headers.set(HttpHeaders.IF_MATCH, etag);
        return target;
    }

    /**
     * Whether a request was refused since what it asks for is elsewhere. Where it is, {@link #origin} tells from now on.
     *
     * @param refused with a status from 300 to 499
     * @param text what came with it; empty for answers to HEAD
     * @param sent the headers of the request
     */
    default boolean isElsewhere(HttpResponse refused, String text, MultiMap sent) {
        return false;
    }

    /**
     * Where requests go now.
     *
     * @param usual where they go until something is elsewhere
     */
    default Origin origin(Origin usual) {
        return usual;
    }

    /**
     * Whether a request was refused because what it was authorised with is not good any more, or not yet known there.
     *
     * @param status from 400 to 499
     * @param text what came with it; empty for answers to HEAD
     */
    default boolean isOutdated(int status, String text) {
        return false;
    }

    /**
     * Looks anew for what requests are authorised with.
     *
     * @param sent the headers of a request that was {@link #isOutdated refused}
     * @return whether there is something else now; never fails
     */
    default Future<Boolean> renew(MultiMap sent) {
        return Future.succeededFuture(false);
    }

    /**
     * Adds to a request what makes it somebody's.
     *
     * @param target path and query, percent-encoded
     * @param headers added to
     * @return the target to send it to; completes on the caller's context; fails with a {@link BackendException} where nobody
     *     can be found
     */
    Future<String> authorize(HttpMethod method, String target, MultiMap headers, RequestBody body);
}
