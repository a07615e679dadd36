package dev.cistern.backends.http;

import dev.cistern.backends.BackendAnswer;
import dev.cistern.backends.BackendBody;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.Origin;
import dev.cistern.net.client.RequestBody;
import dev.cistern.net.client.RequestFailedException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Objects of a server that speaks HTTP: asked for with GET and HEAD, its answers and failures read. Used by any thread. */
public final class HttpObjects {
    /** The request header that says through which buckets of which nodes a request came. */
    public static final String VIA = "Cistern-Via";

    /** What is kept with an object and given back with it. */
    public static final List<String> KEPT = List.of(
            "content-type", "content-encoding", "cache-control", "content-disposition", "content-language", "expires");

    private static final CharSequence VIA_NAME = HttpHeaders.createOptimized(VIA);
    private static final int LOOP_DETECTED = 508;

    private final Origin origin;
    private final String address;
    private final String via;
    private final Function<HttpRequest, Future<HttpResponse>> client;

    /**
     * Opens a connection to nobody yet.
     *
     * @param address how the server is called in messages
     * @param via the value of {@link #VIA} on every request
     * @param client sends a request from the caller's context, through the pool of its layer
     */
    public HttpObjects(Origin origin, String address, String via, Function<HttpRequest, Future<HttpResponse>> client) {
        this.origin = origin;
        this.address = address;
        this.via = via;
        this.client = client;
    }

    /**
     * Opens an object for reading.
     *
     * @param target path and query, percent-encoded
     * @param describe reads the headers of an object that was found
     */
    public Future<BackendAnswer> get(
            String target, Optional<String> knownEtag, Function<MultiMap, BackendObject> describe) {
        MultiMap headers = HttpHeaders.headers();
        knownEtag.ifPresent(etag -> headers.set(HttpHeaders.IF_NONE_MATCH, etag));
        return send(HttpMethod.GET, target, headers, RequestBody.none()).compose(response -> {
            int status = response.status();
            if (status == 200) {
                return Future.succeededFuture(
                        new BackendAnswer.Found(describe.apply(response.headers()), body(response)));
            }
            response.discard();
            if (isMissing(status)) {
                return Future.succeededFuture(new BackendAnswer.Missing());
            }
            return status == 304 && knownEtag.isPresent()
                    ? Future.succeededFuture(new BackendAnswer.NotModified())
                    : Future.failedFuture(unexpected(status));
        });
    }

    /** Asks for an object without its bytes; the parameters are those of {@link #get}. */
    public Future<Optional<BackendObject>> head(String target, Function<MultiMap, BackendObject> describe) {
        return send(HttpMethod.HEAD, target, HttpHeaders.headers(), RequestBody.none())
                .compose(response -> {
                    int status = response.status();
                    response.discard();
                    if (status == 200) {
                        return Future.succeededFuture(Optional.of(describe.apply(response.headers())));
                    }
                    return isMissing(status)
                            ? Future.succeededFuture(Optional.empty())
                            : Future.failedFuture(unexpected(status));
                });
    }

    /** The bytes of an object that was found. */
    public BackendBody body(HttpResponse response) {
        return new HttpBackendBody(response, this::explained);
    }

    /** Sends a request; its future fails with a {@link BackendException}. */
    public Future<HttpResponse> send(HttpMethod method, String target, MultiMap headers, RequestBody body) {
        headers.set(VIA_NAME, via);
        return client.apply(new HttpRequest(origin, method, target, headers, body))
                .recover(cause -> Future.failedFuture(explained(cause)));
    }

    private static boolean isMissing(int status) {
        return status == 404 || status == 410;
    }

    /** What any HTTP server says of an object. */
    public static BackendObject describe(MultiMap headers) {
        Map<String, String> kept = new LinkedHashMap<>();
        for (String name : KEPT) {
            String value = headers.get(name);
            if (value != null) {
                kept.put(name, value);
            }
        }
        return new BackendObject(
                length(headers), Optional.ofNullable(headers.get(HttpHeaders.ETAG)), Optional.empty(), kept, Map.of());
    }

    private static OptionalLong length(MultiMap headers) {
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        boolean known = length != null && length.matches("\\d{1,18}");
        return known ? OptionalLong.of(Long.parseLong(length)) : OptionalLong.empty();
    }

    /** What a status means that answers no question. */
    public BackendException unexpected(int status) {
        if (status == LOOP_DETECTED) {
            return new BackendException(
                    Fault.LOOP, "the backend " + address + " leads back to where the request came from");
        }
        Fault fault = status == 504 ? Fault.BACKEND_TIME : Fault.BACKEND;
        String hint =
                switch (status / 100 == 3 ? 3 : status) {
                    case 3 -> "; redirects are not followed, so give the bucket the final address";
                    case 401, 403 -> "; it does not let this node in, with the credentials that the bucket's URL names";
                    default -> "";
                };
        return new BackendException(fault, "the backend " + address + " answered with status " + status + hint);
    }

    /** What a failure of the client means. */
    public BackendException explained(Throwable cause) {
        Fault fault = Fault.BACKEND;
        if (cause instanceof RequestFailedException failed) {
            fault = switch (failed.kind()) {
                case NO_CONNECTION -> Fault.BUSY;
                case RESPONSE_TIMEOUT, BODY_STALLED -> Fault.BACKEND_TIME;
                case CONNECT, TLS -> Fault.UNREACHABLE;
                case CONNECTION_LOST, PROTOCOL -> Fault.BACKEND;
                case REQUEST_BODY -> Fault.BODY;
                case CANCELLED, SHUTDOWN -> Fault.CLOSED;
            };
        }
        // What broke is a connection of ours, unless it is the body that came from the client.
        return new BackendException(
                fault,
                "the backend " + address + " failed: " + cause.getMessage(),
                fault == Fault.BODY ? cause.getCause() : null);
    }
}
