package dev.cistern.backends.oci;

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
import dev.cistern.backends.parts.PartMemory;
import dev.cistern.backends.parts.PartSizes;
import dev.cistern.backends.parts.PartedUpload;
import dev.cistern.backends.parts.PassingBody;
import dev.cistern.backends.upstream.Upstream;
import dev.cistern.net.client.Origin;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A bucket of OCI Object Storage. Objects whose length is known and at most {@value #MOST_BYTES_AT_ONCE} bytes are written at once,
 * all others in parts. Used by any thread.
 */
public final class OciBackend implements WritableBackend, ListableBackend {
    private static final long MOST_BYTES_AT_ONCE = 64L << 20;
    private static final int MOST_LIST_BYTES = 32 << 20;

    private final OciLocation location;
    private final HttpObjects objects;
    private final Resources resources;

    /** What all backends of OCI share. */
    public record Resources(Vertx vertx, OciCredentials credentials, PartMemory memory) {}

    /**
     * Opens a backend; nothing is sent yet.
     *
     * @param via see {@link HttpObjects#VIA}
     * @param upstream sends requests through the pool of layer 3
     */
    public OciBackend(OciLocation location, String via, Upstream upstream, Resources resources) {
        this.location = location;
        this.resources = resources;
        this.objects = new HttpObjects(
                new HttpObjects.Server(location.origin(), location.toString()),
                via,
                upstream,
                new OciDialect(resources.vertx, location, resources.credentials));
    }

    @Override
    public Origin origin() {
        return location.origin();
    }

    @Override
    public Future<String> identity() {
        return location.identity().anonymous()
                ? WritableBackend.super.identity()
                : resources.credentials.of(location.identity()).map(OciKey::owner);
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
            headers = OciHeaders.of(put);
        } catch (BackendException e) {
            return Future.failedFuture(e);
        }
        return put.lengthBytes().orElse(Long.MAX_VALUE) <= MOST_BYTES_AT_ONCE
                ? putAtOnce(put, headers, new PassingBody(body, put.checksums()))
                : PartedUpload.send(
                        body,
                        new OciUpload(location, objects, put, headers),
                        new PartSizes(put.lengthBytes()),
                        resources.memory,
                        put.checksums());
    }

    private Future<Written> putAtOnce(BackendPut put, MultiMap headers, PassingBody passing) {
        long length = put.lengthBytes().orElseThrow();
        Optional.ofNullable(put.checksums().get("md5"))
                .ifPresent(md5 -> headers.set("Content-MD5", OciHeaders.base64(md5)));
        if (length == 0) {
            try {
                String unused = passing.md5();
            } catch (BackendException mismatch) {
                return Future.failedFuture(mismatch);
            }
            var unused = passing.resume();
        }
        return objects.send(HttpMethod.PUT, location.target(put.key()), headers, RequestBody.once(passing, length))
                .compose(response -> objects.succeeded(response).compose(done -> {
                    try {
                        Written sent = new Written(passing.bytes(), "", passing.md5(), 1);
                        return OciUpload.compared(location, response, sent);
                    } catch (BackendException mismatch) {
                        return Future.failedFuture(mismatch);
                    }
                }));
    }

    /** Compared on their way. */
    @Override
    public Set<String> compares() {
        return Set.of("crc32c", "sha256", "sha512");
    }

    @Override
    public Future<Void> delete(String key, Map<String, String> conditions) {
        MultiMap headers = HttpHeaders.headers();
        try {
            OciHeaders.addConditions(conditions, headers);
        } catch (BackendException e) {
            return Future.failedFuture(e);
        }
        return objects.send(HttpMethod.DELETE, location.target(key), headers, RequestBody.none())
                .compose(objects::succeeded);
    }

    @Override
    public Future<Page> list(ListPart part) {
        OciListing listing = new OciListing(location, part);
        return more(listing, listing.start());
    }

    private Future<Page> more(OciListing listing, String start) {
        return objects.send(HttpMethod.GET, listing.target(start), HttpHeaders.headers(), RequestBody.none())
                .compose(response -> objects.document(response, MOST_LIST_BYTES))
                .compose(text -> {
                    try {
                        OciListing.Names names = listing.read(text);
                        return names.isEmpty() && !names.next().isEmpty()
                                ? more(listing, names.next())
                                : Future.succeededFuture(names.page());
                    } catch (BackendException e) {
                        return Future.failedFuture(e);
                    }
                });
    }
}
