package dev.cistern.backends.gcs;

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
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A bucket of Google Cloud Storage. Objects whose length is known and at most {@value #MOST_BYTES_AT_ONCE} bytes are written at once,
 * all others in a session that can be gone on with. Used by any thread.
 */
public final class GcsBackend implements WritableBackend, ListableBackend {
    private static final long MOST_BYTES_AT_ONCE = 64L << 20;
    private static final int MOST_DOCUMENT_BYTES = 1 << 20;
    private static final int MOST_LIST_BYTES = 32 << 20;

    private final GcsLocation location;
    private final HttpObjects objects;
    private final Resources resources;

    /** What all backends of Google's share. */
    public record Resources(GcsCredentials credentials, PartMemory memory) {}

    /**
     * Opens a backend; nothing is sent yet.
     *
     * @param via see {@link HttpObjects#VIA}
     * @param upstream sends requests through the pool of layer 3
     */
    public GcsBackend(GcsLocation location, String via, Upstream upstream, Resources resources) {
        this.location = location;
        this.resources = resources;
        this.objects = new HttpObjects(
                new HttpObjects.Server(location.origin(), location.toString()),
                via,
                upstream,
                new GcsDialect(location, resources.credentials));
    }

    private String media(String key) {
        return location.target(key) + "?alt=media";
    }

    @Override
    public Origin origin() {
        return location.origin();
    }

    @Override
    public Future<String> identity() {
        return location.identity().anonymous()
                ? WritableBackend.super.identity()
                : resources.credentials.of(location.identity()).map("Google has given a token");
    }

    @Override
    public Future<BackendAnswer> get(String key, Optional<String> knownEtag) {
        return objects.get(key, media(key), knownEtag);
    }

    @Override
    public Future<BackendBody> read(BackendPart part) {
        return objects.read(part, media(part.key()));
    }

    @Override
    public Future<Optional<BackendObject>> head(String key) {
        return objects.fetch(HttpMethod.GET, location.target(key), HttpHeaders.headers())
                .compose(response -> objects.document(response, MOST_DOCUMENT_BYTES))
                .compose(text -> parsed(text).map(json -> Optional.of(GcsObjects.describe(json))))
                .recover(cause -> cause instanceof BackendException failed && failed.fault() == Fault.MISSING
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(cause));
    }

    private Future<JsonObject> parsed(Buffer text) {
        try {
            return Future.succeededFuture(new JsonObject(text));
        } catch (RuntimeException e) {
            return Future.failedFuture(new BackendException(
                    Fault.BACKEND, "the backend " + location + " wrote what cannot be read: " + e.getMessage()));
        }
    }

    @Override
    public Future<Written> put(BackendPut put, ReadStream<Buffer> body) {
        String conditions;
        try {
            if (!PartSizes.fits(put.lengthBytes().orElse(0))) {
                throw new BackendException(
                        Fault.TOO_LARGE, "the backend " + location + " takes no objects as large through this node");
            }
            conditions = conditional("?", put.conditions()).substring(1);
        } catch (BackendException e) {
            return Future.failedFuture(e);
        }
        Future<Written> written = put.lengthBytes().orElse(Long.MAX_VALUE) <= MOST_BYTES_AT_ONCE
                ? putAtOnce(put, conditions, new PassingBody(body, put.checksums()))
                : PartedUpload.send(
                        body,
                        new GcsUpload(location, objects, put, conditions),
                        new PartSizes(put.lengthBytes()),
                        resources.memory,
                        put.checksums());
        return written.recover(cause -> Future.failedFuture(ofTheBucket(cause)));
    }

    private Future<Written> putAtOnce(BackendPut put, String conditions, PassingBody passing) {
        String boundary = UUID.randomUUID().toString();
        Buffer before = MultipartFrame.before(boundary, GcsObjects.json(put), put);
        Buffer behind = MultipartFrame.behind(boundary);
        long length = before.length() + put.lengthBytes().orElseThrow() + behind.length();
        MultiMap headers = HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, MultipartFrame.type(boundary));
        String target = location.uploadTarget("multipart", put.key()) + conditions;
        RequestBody framed = RequestBody.once(new FramedBody(before, passing, behind), length);
        return objects.send(HttpMethod.POST, target, headers, framed)
                .compose(response -> objects.document(response, MOST_DOCUMENT_BYTES))
                .compose(text -> {
                    try {
                        return GcsUpload.written(location, text, passing.bytes(), passing.md5());
                    } catch (BackendException mismatch) {
                        return Future.failedFuture(mismatch);
                    }
                });
    }

    /** What is missing is the bucket. */
    private static Throwable ofTheBucket(Throwable cause) {
        return cause instanceof BackendException failed && failed.fault() == Fault.MISSING
                ? new BackendException(Fault.BACKEND, String.valueOf(failed.getMessage()))
                : cause;
    }

    /** @throws BackendException for a condition that Google does not know */
    private static String conditional(String target, Map<String, String> conditions) throws BackendException {
        String conditional = target;
        for (Map.Entry<String, String> condition : conditions.entrySet()) {
            String name = condition.getKey();
            boolean any = condition.getValue().strip().equals("*");
            if (name.equals("if-none-match") && any) {
                conditional += (conditional.indexOf('?') < 0 ? "?" : "&") + "ifGenerationMatch=0";
            } else if (name.equals("if-match") && !any) {
                conditional = GcsDialect.with(conditional, "ifGenerationMatch", condition.getValue());
            } else {
                throw new BackendException(
                        Fault.REFUSED,
                        "Google Cloud Storage writes under no condition " + name + ": " + condition.getValue());
            }
        }
        return conditional;
    }

    /** Compared on their way. */
    @Override
    public Set<String> compares() {
        return Set.of("crc32c", "sha256", "sha512");
    }

    @Override
    public Future<Void> delete(String key, Map<String, String> conditions) {
        try {
            String target = conditional(location.target(key), conditions);
            return objects.send(HttpMethod.DELETE, target, HttpHeaders.headers(), RequestBody.none())
                    .compose(objects::succeeded);
        } catch (BackendException e) {
            return Future.failedFuture(e);
        }
    }

    @Override
    public Future<Page> list(ListPart part) {
        return more(new GcsListing(location, part), "").recover(cause -> Future.failedFuture(ofTheBucket(cause)));
    }

    private Future<Page> more(GcsListing listing, String token) {
        return objects.send(HttpMethod.GET, listing.target(token), HttpHeaders.headers(), RequestBody.none())
                .compose(response -> objects.document(response, MOST_LIST_BYTES))
                .compose(text -> {
                    try {
                        GcsListing.Names names = listing.read(text);
                        return names.isEmpty() && !names.token().isEmpty()
                                ? more(listing, names.token())
                                : Future.succeededFuture(names.page());
                    } catch (BackendException e) {
                        return Future.failedFuture(e);
                    }
                });
    }
}
