package dev.cistern.backends.s3;

import dev.cistern.backends.BackendAnswer;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.BackendPut;
import dev.cistern.backends.ListableBackend;
import dev.cistern.backends.WritableBackend;
import dev.cistern.backends.http.HttpObjects;
import dev.cistern.backends.http.PassingBody;
import dev.cistern.backends.http.ResponseText;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A bucket of S3. It evaluates the conditions of writes itself; objects are written at once, so they have a length that is
 * known before and is at most 5 GiB. Used by any thread.
 */
public final class S3Backend implements WritableBackend, ListableBackend {
    private static final long MOST_BYTES = 5L << 30;
    private static final int MOST_LIST_BYTES = 16 << 20;

    private final S3Location location;
    private final S3Credentials credentials;
    private final S3Signer signer;
    private final HttpObjects objects;

    /**
     * Opens a backend; nothing is sent yet.
     *
     * @param via see {@link HttpObjects#VIA}
     * @param client sends a request from the caller's context, through the pool of layer 3
     */
    public S3Backend(
            S3Location location,
            String via,
            S3Credentials credentials,
            Function<HttpRequest, Future<HttpResponse>> client) {
        this.location = location;
        this.credentials = credentials;
        this.signer = new S3Signer(location.origin(), location.region());
        this.objects = new HttpObjects(location.origin(), location.toString(), via, client);
    }

    @Override
    public Future<BackendAnswer> get(String key, Optional<String> knownEtag) {
        MultiMap headers = HttpHeaders.headers();
        knownEtag.ifPresent(etag -> headers.set(HttpHeaders.IF_NONE_MATCH, etag));
        return send(HttpMethod.GET, location.target(key), headers, RequestBody.none())
                .compose(response -> {
                    if (response.status() == 200) {
                        BackendObject object = S3Headers.describe(response.headers(), location.etag());
                        return Future.succeededFuture(new BackendAnswer.Found(object, objects.body(response)));
                    }
                    if (response.status() == 304) {
                        response.discard();
                        return Future.succeededFuture(new BackendAnswer.NotModified());
                    }
                    return S3Refusal.read(response)
                            .compose(refusal -> refusal.isMissing()
                                    ? Future.succeededFuture(new BackendAnswer.Missing())
                                    : Future.failedFuture(refusal.explain(location)));
                });
    }

    @Override
    public Future<Optional<BackendObject>> head(String key) {
        return send(HttpMethod.HEAD, location.target(key), HttpHeaders.headers(), RequestBody.none())
                .compose(response -> {
                    if (response.status() == 200) {
                        Optional<BackendObject> object =
                                Optional.of(S3Headers.describe(response.headers(), location.etag()));
                        return ResponseText.drain(response).map(object);
                    }
                    return S3Refusal.read(response)
                            .compose(refusal -> refusal.isMissing()
                                    ? Future.succeededFuture(Optional.empty())
                                    : Future.failedFuture(refusal.explain(location)));
                });
    }

    @Override
    public Future<Written> put(BackendPut put, ReadStream<Buffer> body) {
        PassingBody passing = new PassingBody(body);
        MultiMap headers;
        try {
            requireLength(put);
            headers = S3Headers.of(put);
        } catch (BackendException e) {
            return Future.failedFuture(e);
        }
        long length = put.lengthBytes().orElseThrow();
        if (length == 0) {
            var unused = passing.resume();
        }
        return send(HttpMethod.PUT, location.target(put.key()), headers, RequestBody.once(passing, length))
                .compose(response -> {
                    MultiMap said = response.headers();
                    return succeeded(response).compose(done -> written(said, passing));
                });
    }

    private void requireLength(BackendPut put) throws BackendException {
        if (put.lengthBytes().isEmpty()) {
            throw new BackendException(
                    Fault.REFUSED, "the backend " + location + " must know how long an object is; send Content-Length");
        }
        if (put.lengthBytes().getAsLong() > MOST_BYTES) {
            throw new BackendException(
                    Fault.TOO_LARGE, "the backend " + location + " takes at most " + MOST_BYTES + " bytes at once");
        }
    }

    /** What S3 says it has stored is the last link: from the client's bytes to those there. */
    private Future<Written> written(MultiMap headers, PassingBody passed) {
        String etag = headers.get(HttpHeaders.ETAG);
        String sent = passed.md5();
        Optional<String> stored = S3Headers.md5(headers, location.etag());
        if (stored.isPresent() && !stored.get().equals(sent)) {
            return Future.failedFuture(new BackendException(
                    Fault.BACKEND,
                    "the backend " + location + " stored bytes with MD5 " + stored.get() + ", but those sent have "
                            + sent + "; give the bucket etag=opaque if its entity tags are no MD5s"));
        }
        return Future.succeededFuture(new Written(passed.bytes(), etag == null ? "" : etag, sent, 1));
    }

    @Override
    public Set<String> compares() {
        return S3Headers.COMPARED;
    }

    @Override
    public Future<Void> delete(String key, Map<String, String> conditions) {
        MultiMap headers = HttpHeaders.headers();
        try {
            S3Headers.addConditions(conditions, headers);
        } catch (BackendException e) {
            return Future.failedFuture(e);
        }
        return send(HttpMethod.DELETE, location.target(key), headers, RequestBody.none())
                .compose(this::succeeded);
    }

    @Override
    public Future<Page> list(ListPart part) {
        S3Listing listing = new S3Listing(location, part);
        return send(HttpMethod.GET, listing.target(), HttpHeaders.headers(), RequestBody.none())
                .compose(response -> {
                    if (response.status() != 200) {
                        return refused(response);
                    }
                    return ResponseText.read(response, MOST_LIST_BYTES)
                            .recover(cause -> Future.failedFuture(objects.explained(cause)))
                            .compose(text -> page(listing, text));
                });
    }

    private Future<Page> page(S3Listing listing, Buffer text) {
        try {
            S3Document result = S3Document.parse(text)
                    .orElseThrow(() -> new BackendException(
                            Fault.BACKEND, "the backend " + location + " answered a list with no XML"));
            return Future.succeededFuture(listing.read(result));
        } catch (BackendException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Void> succeeded(HttpResponse response) {
        return response.status() / 100 == 2 ? ResponseText.drain(response) : refused(response);
    }

    private <T> Future<T> refused(HttpResponse response) {
        return S3Refusal.read(response).compose(refusal -> Future.failedFuture(refusal.explain(location)));
    }

    private Future<HttpResponse> send(HttpMethod method, String target, MultiMap headers, RequestBody body) {
        if (location.identity().anonymous()) {
            return objects.send(method, target, headers, body);
        }
        return credentials.of(location.identity()).compose(keys -> {
            signer.sign(method, target, headers, keys);
            return objects.send(method, target, headers, body);
        });
    }
}
