package dev.cistern.backends.s3;

import dev.cistern.backends.BackendAnswer;
import dev.cistern.backends.BackendBody;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.BackendPart;
import dev.cistern.backends.BackendPut;
import dev.cistern.backends.ListableBackend;
import dev.cistern.backends.WritableBackend;
import dev.cistern.backends.http.HttpObjects;
import dev.cistern.backends.http.XmlDocument;
import dev.cistern.backends.parts.PartMemory;
import dev.cistern.backends.parts.PartSizes;
import dev.cistern.backends.parts.PartedUpload;
import dev.cistern.backends.parts.PassingBody;
import dev.cistern.backends.upstream.Upstream;
import dev.cistern.net.client.Origin;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A bucket of S3. It evaluates the conditions of writes itself. Objects whose length is known and at most {@value
 * #MOST_BYTES_AT_ONCE} bytes are written at once, all others in parts. Used by any thread.
 */
public final class S3Backend implements WritableBackend, ListableBackend {
    private static final long MOST_BYTES_AT_ONCE = 64L << 20;
    private static final int MOST_LIST_BYTES = 16 << 20;

    private final S3Location location;
    private final S3Credentials credentials;
    private final S3Dialect dialect;
    private final HttpObjects objects;
    private final PartMemory memory;

    /**
     * Opens a backend; nothing is sent yet.
     *
     * @param via see {@link HttpObjects#VIA}
     * @param upstream sends requests through the pool of layer 3
     */
    public S3Backend(S3Location location, String via, S3Credentials credentials, Upstream upstream, PartMemory memory) {
        this.location = location;
        this.credentials = credentials;
        this.memory = memory;
        this.dialect = new S3Dialect(location, credentials);
        this.objects =
                new HttpObjects(new HttpObjects.Server(location.origin(), location.toString()), via, upstream, dialect);
    }

    @Override
    public Origin origin() {
        return dialect.origin(location.origin());
    }

    @Override
    public Future<String> identity() {
        return location.identity().anonymous()
                ? WritableBackend.super.identity()
                : credentials
                        .of(location.identity())
                        .map(keys -> "requests are those of access key " + keys.accessKeyId());
    }

    @Override
    public Future<BackendAnswer> get(String key, Optional<String> knownEtag) {
        return objects.get(key, location.target(key), knownEtag);
    }

    @Override
    public Future<BackendBody> read(BackendPart part) {
        return objects.read(part, location.target(part.key()));
    }

    @Override
    public Future<Optional<BackendObject>> head(String key) {
        return objects.head(location.target(key));
    }

    @Override
    public Future<Written> put(BackendPut put, ReadStream<Buffer> body) {
        MultiMap headers;
        try {
            if (!PartSizes.fits(put.lengthBytes().orElse(0))) {
                throw new BackendException(
                        Fault.TOO_LARGE, "the backend " + location + " takes no objects as large through this node");
            }
            headers = S3Headers.of(put, location.isAmazons());
        } catch (BackendException e) {
            return Future.failedFuture(e);
        }
        return put.lengthBytes().orElse(Long.MAX_VALUE) <= MOST_BYTES_AT_ONCE
                ? putAtOnce(put, headers, new PassingBody(body, put.checksums()))
                : PartedUpload.send(
                        body,
                        new S3Upload(location, objects, put, headers),
                        new PartSizes(put.lengthBytes()),
                        memory,
                        put.checksums());
    }

    private Future<Written> putAtOnce(BackendPut put, MultiMap headers, PassingBody passing) {
        long length = put.lengthBytes().orElseThrow();
        if (length == 0) {
            try {
                String unused = passing.md5();
            } catch (BackendException mismatch) {
                return Future.failedFuture(mismatch);
            }
            var unused = passing.resume();
        }
        return objects.send(HttpMethod.PUT, location.target(put.key()), headers, RequestBody.once(passing, length))
                .compose(response -> {
                    MultiMap said = response.headers();
                    return objects.succeeded(response)
                            .compose(done -> written(said, passing))
                            .compose(written -> S3Headers.compared(location, said, written));
                });
    }

    private static Future<Written> written(MultiMap headers, PassingBody passed) {
        String etag = headers.get(HttpHeaders.ETAG);
        try {
            return Future.succeededFuture(new Written(passed.bytes(), etag == null ? "" : etag, passed.md5(), 1));
        } catch (BackendException mismatch) {
            return Future.failedFuture(mismatch);
        }
    }

    /** Compared on their way here, whether S3 compares them too or not. */
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
        return objects.send(HttpMethod.DELETE, location.target(key), headers, RequestBody.none())
                .compose(objects::succeeded);
    }

    @Override
    public Future<Map<String, BackendException>> deleteAll(List<String> keys) {
        return new S3Deletes(location, objects, this).delete(keys);
    }

    @Override
    public Future<Page> list(ListPart part) {
        S3Listing listing = new S3Listing(location, part);
        return objects.send(HttpMethod.GET, listing.target(), HttpHeaders.headers(), RequestBody.none())
                .compose(response -> objects.document(response, MOST_LIST_BYTES))
                .compose(text -> page(listing, text));
    }

    private Future<Page> page(S3Listing listing, Buffer text) {
        try {
            XmlDocument result = XmlDocument.parse(text)
                    .orElseThrow(() -> new BackendException(
                            Fault.BACKEND, "the backend " + location + " answered a list with no XML"));
            return Future.succeededFuture(listing.read(result));
        } catch (BackendException e) {
            return Future.failedFuture(e);
        }
    }
}
