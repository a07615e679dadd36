package dev.cistern.backends.http;

import dev.cistern.backends.BackendAnswer;
import dev.cistern.backends.BackendBody;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.BackendPart;
import dev.cistern.backends.upstream.Upstream;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.Origin;
import dev.cistern.net.client.RequestBody;
import dev.cistern.net.client.RequestFailedException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
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

    private final Server server;
    private final String via;
    private final Upstream upstream;
    private final HttpDialect dialect;

    /**
     * Where objects are.
     *
     * @param address how it is called in messages
     */
    public record Server(Origin origin, String address) {}

    /**
     * Opens a connection to nobody yet.
     *
     * @param via the value of {@link #VIA} on every request
     * @param upstream sends requests through the pool of its layer
     */
    public HttpObjects(Server server, String via, Upstream upstream, HttpDialect dialect) {
        this.server = server;
        this.via = via;
        this.upstream = upstream;
        this.dialect = dialect;
    }

    /**
     * Opens an object for reading. A body that breaks off is gone on with, where the object can be told from another.
     *
     * @param target path and query, percent-encoded
     * @param knownEtag as for {@link dev.cistern.backends.Backend#get}
     */
    public Future<BackendAnswer> get(String key, String target, Optional<String> knownEtag) {
        MultiMap headers = HttpHeaders.headers();
        String asked = knownEtag
                .map(etag -> dialect.unlessKnown(target, headers, etag))
                .orElse(target);
        return fetch(HttpMethod.GET, asked, headers).compose(response -> {
            if (response.status() == 200) {
                BackendObject object = dialect.describe(response.headers());
                if (knownEtag.isPresent() && knownEtag.equals(object.etag())) {
                    response.discard();
                    return Future.succeededFuture(new BackendAnswer.NotModified());
                }
                return Future.succeededFuture(new BackendAnswer.Found(object, body(response, key, target, object)));
            }
            if (response.status() == 304 && knownEtag.isPresent()) {
                response.drain();
                return Future.succeededFuture(new BackendAnswer.NotModified());
            }
            return dialect.refusal(response)
                    .compose(refusal -> refusal.fault() == Fault.MISSING
                            ? Future.succeededFuture(new BackendAnswer.Missing())
                            : Future.failedFuture(refusal));
        });
    }

    private BackendBody body(HttpResponse response, String key, String target, BackendObject object) {
        BackendBody body = new HttpBackendBody(response, this::explained);
        Optional<String> etag = object.etag().filter(tag -> !tag.startsWith("W/"));
        if (etag.isEmpty() || object.lengthBytes().orElse(0) == 0) {
            return body;
        }
        BackendPart whole =
                new BackendPart(key, etag.get(), 0, object.lengthBytes().getAsLong());
        return resuming(body, whole, target);
    }

    private BackendBody resuming(BackendBody body, BackendPart whole, String target) {
        return new ResumingBody(
                body, whole, rest -> readOnce(rest, target), () -> upstream.mayResume(dialect.origin(server.origin())));
    }

    /** See {@link dev.cistern.backends.Backend#read}. A body that breaks off is gone on with. */
    public Future<BackendBody> read(BackendPart part, String target) {
        return readOnce(part, target).map(body -> resuming(body, part, target));
    }

    private Future<BackendBody> readOnce(BackendPart part, String target) {
        MultiMap headers = HttpHeaders.headers().set("Range", "bytes=" + part.offset() + "-" + part.last());
        String asked = dialect.onlyOf(target, headers, part.etag());
        return fetch(HttpMethod.GET, asked, headers).compose(response -> {
            if (response.status() == 206 && isRange(response, part)) {
                return ofThatObject(response, part);
            }
            if (response.status() / 100 == 2) {
                response.discard();
                return Future.failedFuture(
                        new BackendException(Fault.NO_PARTS, "the backend " + server.address() + " gives no parts"));
            }
            int status = response.status();
            return dialect.refusal(response)
                    .compose(refusal -> Future.failedFuture(
                            status == 412 || status == 416 || refusal.fault() == Fault.MISSING
                                    ? new BackendException(Fault.CONDITION, String.valueOf(refusal.getMessage()))
                                    : refusal));
        });
    }

    private static boolean isRange(HttpResponse response, BackendPart part) {
        String range = response.headers().get("Content-Range");
        return range != null && range.startsWith("bytes " + part.offset() + "-" + part.last() + "/");
    }

    /** Some servers do not evaluate {@code If-Match}, but say what it is that they give. */
    private Future<BackendBody> ofThatObject(HttpResponse response, BackendPart part) {
        Optional<String> etag = dialect.describe(response.headers()).etag();
        if (etag.isPresent() && !etag.get().equals(part.etag())) {
            response.discard();
            return Future.failedFuture(new BackendException(
                    Fault.CONDITION,
                    "the backend " + server.address() + " has another object by now: " + etag.get() + " instead of "
                            + part.etag()));
        }
        return Future.succeededFuture(new HttpBackendBody(response, this::explained));
    }

    /** Asks for an object without its bytes. */
    public Future<Optional<BackendObject>> head(String target) {
        return fetch(HttpMethod.HEAD, target, HttpHeaders.headers()).compose(response -> {
            if (response.status() == 200) {
                BackendObject object = dialect.describe(response.headers());
                return ResponseText.drain(response).map(Optional.of(object));
            }
            return dialect.refusal(response)
                    .compose(refusal -> refusal.fault() == Fault.MISSING
                            ? Future.succeededFuture(Optional.empty())
                            : Future.failedFuture(refusal));
        });
    }

    /**
     * Sends a request; its future fails with a {@link BackendException}. One that is refused because its credentials have
     * expired meanwhile is sent once more with others, if there are others; one that came to the wrong place is sent once more to the right
     * one. Either only if its body is still there.
     */
    public Future<HttpResponse> send(HttpMethod method, String target, MultiMap headers, RequestBody body) {
        return send(upstream::send, method, target, headers, body);
    }

    /** The same for a GET or HEAD of an object, a part of it or what is known of it, by {@link Upstream#read}. */
    public Future<HttpResponse> fetch(HttpMethod method, String target, MultiMap headers) {
        return send(upstream::read, method, target, headers, RequestBody.none());
    }

    private Future<HttpResponse> send(
            Function<HttpRequest, Future<HttpResponse>> by,
            HttpMethod method,
            String target,
            MultiMap headers,
            RequestBody body) {
        MultiMap sent = HttpHeaders.headers().addAll(headers);
        return sendOnce(by, method, target, sent, body)
                .compose(response -> !isRefusal(response.status())
                        ? Future.succeededFuture(response)
                        : ReadResponse.of(response).compose(refused -> mayGoNow(refused, sent)
                                .compose(now -> now && body.replayable()
                                        ? sendOnce(
                                                by,
                                                method,
                                                target,
                                                HttpHeaders.headers().addAll(headers),
                                                body)
                                        : Future.succeededFuture(refused))));
    }

    private static boolean isRefusal(int status) {
        return status / 100 == 4 || (status / 100 == 3 && status != 304);
    }

    /** Whether another try, elsewhere or with other credentials, may do what this one did not. */
    private Future<Boolean> mayGoNow(ReadResponse refused, MultiMap sent) {
        if (dialect.isElsewhere(refused, refused.text(), sent)) {
            return Future.succeededFuture(true);
        }
        return refused.status() / 100 == 4 && dialect.isOutdated(refused.status(), refused.text())
                ? dialect.renew(sent)
                : Future.succeededFuture(false);
    }

    private Future<HttpResponse> sendOnce(
            Function<HttpRequest, Future<HttpResponse>> by,
            HttpMethod method,
            String target,
            MultiMap headers,
            RequestBody body) {
        return dialect.authorize(method, target, headers, body).compose(authorized -> {
            headers.set(VIA_NAME, via);
            return by.apply(new HttpRequest(dialect.origin(server.origin()), method, authorized, headers, body))
                    .recover(cause -> Future.failedFuture(explained(cause)));
        });
    }

    /** Where it was done: reads the answer for nothing but its connection. Fails with the refusal where it was not. */
    public Future<Void> succeeded(HttpResponse response) {
        return response.status() / 100 == 2 ? ResponseText.drain(response) : refused(response);
    }

    /**
     * Where it was done: the document that came.
     *
     * @param mostBytes a longer one fails
     */
    public Future<Buffer> document(HttpResponse response, int mostBytes) {
        return response.status() / 100 == 2
                ? ResponseText.read(response, mostBytes).recover(cause -> Future.failedFuture(explained(cause)))
                : refused(response);
    }

    private <T> Future<T> refused(HttpResponse response) {
        return dialect.refusal(response).compose(Future::failedFuture);
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
                length(headers), Optional.ofNullable(headers.get(HttpHeaders.ETAG)), Map.of(), kept, Map.of());
    }

    private static OptionalLong length(MultiMap headers) {
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        boolean known = length != null && length.matches("\\d{1,18}");
        return known ? OptionalLong.of(Long.parseLong(length)) : OptionalLong.empty();
    }

    /** What a failure of the client means. */
    private BackendException explained(Throwable cause) {
        if (cause.getCause() instanceof BackendException ofTheBody) {
            return ofTheBody;
        }
        Fault fault = Fault.BACKEND;
        if (cause instanceof BackendException failed) {
            fault = failed.fault();
        } else if (cause instanceof RequestFailedException failed) {
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
                "the backend " + server.address() + " failed: " + cause.getMessage(),
                fault == Fault.BODY ? cause.getCause() : null);
    }
}
