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

/** A bucket of Google Cloud Storage. Objects are written at once, at their client's pace, of any length. Used by any thread. */
public final class GcsBackend implements WritableBackend, ListableBackend {
    private static final int MOST_DOCUMENT_BYTES = 1 << 20;
    private static final int MOST_LIST_BYTES = 32 << 20;

    private final GcsLocation location;
    private final GcsCredentials credentials;
    private final HttpObjects objects;

    /**
     * Opens a backend; nothing is sent yet.
     *
     * @param via see {@link HttpObjects#VIA}
     * @param upstream sends requests through the pool of layer 3
     */
    public GcsBackend(GcsLocation location, String via, GcsCredentials credentials, Upstream upstream) {
        this.location = location;
        this.credentials = credentials;
        this.objects = new HttpObjects(
                new HttpObjects.Server(location.origin(), location.toString()),
                via,
                upstream,
                new GcsDialect(location, credentials));
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
                : credentials.of(location.identity()).map("Google has given a token");
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
        return objects.send(HttpMethod.GET, location.target(key), HttpHeaders.headers(), RequestBody.none())
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
        PassingBody passing = new PassingBody(body, put.checksums());
        String boundary = UUID.randomUUID().toString();
        String type = put.headers().getOrDefault("content-type", "application/octet-stream");
        Buffer before = Buffer.buffer("--" + boundary + "\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n"
                + GcsObjects.json(put).encode() + "\r\n--" + boundary + "\r\nContent-Type: " + type + "\r\n\r\n");
        Buffer behind = Buffer.buffer("\r\n--" + boundary + "--\r\n");
        long length = put.lengthBytes().isEmpty()
                ? RequestBody.UNKNOWN_LENGTH
                : before.length() + put.lengthBytes().getAsLong() + behind.length();
        MultiMap headers =
                HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, "multipart/related; boundary=" + boundary);
        String target;
        try {
            target = conditional(location.uploadTarget(put.key()), put.conditions());
        } catch (BackendException e) {
            return Future.failedFuture(e);
        }
        return objects.send(
                        HttpMethod.POST,
                        target,
                        headers,
                        RequestBody.once(new FramedBody(before, passing, behind), length))
                .compose(response -> objects.document(response, MOST_DOCUMENT_BYTES))
                .compose(this::parsed)
                .compose(json -> written(json, passing))
                .recover(cause -> Future.failedFuture(ofTheBucket(cause)));
    }

    /** What is missing is the bucket. */
    private static Throwable ofTheBucket(Throwable cause) {
        return cause instanceof BackendException failed && failed.fault() == Fault.MISSING
                ? new BackendException(Fault.BACKEND, String.valueOf(failed.getMessage()))
                : cause;
    }

    /** What Google says it has stored is the last link: from the client's bytes to those there. */
    private Future<Written> written(JsonObject json, PassingBody passed) {
        try {
            String sent = passed.md5();
            String stored = GcsObjects.describe(json).checksums().getOrDefault("md5", sent);
            return stored.equals(sent)
                    ? Future.succeededFuture(
                            new Written(passed.bytes(), GcsObjects.etag(json.getString("generation", "")), sent, 1))
                    : Future.failedFuture(new BackendException(
                            Fault.BACKEND,
                            "the backend " + location + " stored bytes with MD5 " + stored + ", but those sent have "
                                    + sent));
        } catch (BackendException mismatch) {
            return Future.failedFuture(mismatch);
        }
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
