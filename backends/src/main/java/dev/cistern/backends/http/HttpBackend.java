package dev.cistern.backends.http;

import dev.cistern.backends.Backend;
import dev.cistern.backends.BackendAnswer;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.HttpResponse;
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

/** Objects below a prefix of an HTTP server, read with GET and HEAD; redirects are not followed. Used by any thread. */
public final class HttpBackend implements Backend {
    /** What is kept with an object and given back with it. */
    private static final List<String> KEPT = List.of(
            "content-type", "content-encoding", "cache-control", "content-disposition", "content-language", "expires");

    private final HttpAddress address;
    private final Function<HttpRequest, Future<HttpResponse>> client;

    /** @param client sends a request from the caller's context, through the pool of layer 3 */
    public HttpBackend(HttpAddress address, Function<HttpRequest, Future<HttpResponse>> client) {
        this.address = address;
        this.client = client;
    }

    @Override
    public Future<BackendAnswer> get(String key, Optional<String> knownEtag) {
        MultiMap headers = HttpHeaders.headers();
        knownEtag.ifPresent(etag -> headers.set(HttpHeaders.IF_NONE_MATCH, etag));
        return address.target(key)
                .map(target -> send(HttpMethod.GET, target, headers).compose(response -> answered(response, knownEtag)))
                .orElseGet(() -> Future.succeededFuture(new BackendAnswer.Missing()));
    }

    @Override
    public Future<Optional<BackendObject>> head(String key) {
        return address.target(key)
                .map(target ->
                        send(HttpMethod.HEAD, target, HttpHeaders.headers()).compose(this::headAnswered))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private Future<HttpResponse> send(HttpMethod method, String target, MultiMap headers) {
        return client.apply(new HttpRequest(address.origin(), method, target, headers, RequestBody.none()))
                .recover(cause -> Future.failedFuture(explained(cause)));
    }

    private Future<BackendAnswer> answered(HttpResponse response, Optional<String> knownEtag) {
        int status = response.status();
        if (status == 200) {
            return Future.succeededFuture(
                    new BackendAnswer.Found(object(response), new HttpBackendBody(response, this::explained)));
        }
        response.discard();
        if (isMissing(status)) {
            return Future.succeededFuture(new BackendAnswer.Missing());
        }
        return status == 304 && knownEtag.isPresent()
                ? Future.succeededFuture(new BackendAnswer.NotModified())
                : Future.failedFuture(unexpected(status));
    }

    private Future<Optional<BackendObject>> headAnswered(HttpResponse response) {
        Optional<BackendObject> found = Optional.of(object(response));
        response.discard();
        if (response.status() == 200) {
            return Future.succeededFuture(found);
        }
        return isMissing(response.status())
                ? Future.succeededFuture(Optional.empty())
                : Future.failedFuture(unexpected(response.status()));
    }

    private static boolean isMissing(int status) {
        return status == 404 || status == 410;
    }

    private static BackendObject object(HttpResponse response) {
        MultiMap headers = response.headers();
        Map<String, String> kept = new LinkedHashMap<>();
        for (String name : KEPT) {
            String value = headers.get(name);
            if (value != null) {
                kept.put(name, value);
            }
        }
        return new BackendObject(length(headers), Optional.ofNullable(headers.get(HttpHeaders.ETAG)), kept);
    }

    private static OptionalLong length(MultiMap headers) {
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        boolean known = length != null && length.matches("\\d{1,18}");
        return known ? OptionalLong.of(Long.parseLong(length)) : OptionalLong.empty();
    }

    private BackendException unexpected(int status) {
        Fault fault = status == 504 ? Fault.BACKEND_TIME : Fault.BACKEND;
        String hint = status / 100 == 3 ? "; redirects are not followed, so give the bucket the final address" : "";
        return new BackendException(fault, "the backend " + address + " answered with status " + status + hint);
    }

    private BackendException explained(Throwable cause) {
        Fault fault = Fault.BACKEND;
        if (cause instanceof RequestFailedException failed) {
            fault = switch (failed.kind()) {
                case NO_CONNECTION -> Fault.BUSY;
                case RESPONSE_TIMEOUT, BODY_STALLED -> Fault.BACKEND_TIME;
                case CONNECT, TLS, CONNECTION_LOST, PROTOCOL, REQUEST_BODY -> Fault.BACKEND;
                case CANCELLED, SHUTDOWN -> Fault.CLOSED;
            };
        }
        return new BackendException(fault, "the backend " + address + " failed: " + cause.getMessage());
    }
}
