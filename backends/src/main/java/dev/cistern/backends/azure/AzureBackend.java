package dev.cistern.backends.azure;

import dev.cistern.backends.BackendAnswer;
import dev.cistern.backends.BackendBody;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.BackendPart;
import dev.cistern.backends.BackendPut;
import dev.cistern.backends.ListableBackend;
import dev.cistern.backends.WritableBackend;
import dev.cistern.backends.azure.AzureCredentials.AzureKey;
import dev.cistern.backends.http.HttpObjects;
import dev.cistern.backends.http.ListMarkers;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A container of Azure Blob Storage, whose blobs are block blobs. Those whose length is known and at most {@value
 * #MOST_BYTES_AT_ONCE} bytes are written at once, all others in blocks. Used by any thread.
 */
public final class AzureBackend implements WritableBackend, ListableBackend {
    private static final long MOST_BYTES_AT_ONCE = 64L << 20;
    private static final int MOST_LIST_BYTES = 32 << 20;

    private final AzureLocation location;
    private final HttpObjects objects;
    private final Resources resources;

    /** What all backends of Azure share. */
    public record Resources(AzureCredentials credentials, PartMemory memory, ListMarkers markers) {}

    /**
     * Opens a backend; nothing is sent yet.
     *
     * @param via see {@link HttpObjects#VIA}
     * @param upstream sends requests through the pool of layer 3
     */
    public AzureBackend(AzureLocation location, String via, Upstream upstream, Resources resources) {
        this.location = location;
        this.resources = resources;
        this.objects = new HttpObjects(
                new HttpObjects.Server(location.origin(), location.toString()),
                via,
                upstream,
                new AzureDialect(location, resources.credentials));
    }

    @Override
    public Origin origin() {
        return location.origin();
    }

    @Override
    public Future<String> identity() {
        return location.identity().anonymous()
                ? WritableBackend.super.identity()
                : resources.credentials.of(location.identity()).map(this::explained);
    }

    private String explained(AzureKey key) {
        if (key instanceof AzureKey.Shared) {
            return "requests are signed with the key of account " + location.account();
        }
        return key instanceof AzureKey.Token ? "Entra ID has given a token" : "requests have a shared access signature";
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
            headers = AzureHeaders.of(put);
        } catch (BackendException e) {
            return Future.failedFuture(e);
        }
        return put.lengthBytes().orElse(Long.MAX_VALUE) <= MOST_BYTES_AT_ONCE
                ? putAtOnce(put, headers, new PassingBody(body, put.checksums()))
                : PartedUpload.send(
                        body,
                        new AzureUpload(location, objects, put.key(), headers),
                        new PartSizes(put.lengthBytes()),
                        resources.memory,
                        put.checksums());
    }

    private Future<Written> putAtOnce(BackendPut put, MultiMap headers, PassingBody passing) {
        long length = put.lengthBytes().orElseThrow();
        headers.set("x-ms-blob-type", "BlockBlob");
        Optional.ofNullable(put.checksums().get("md5"))
                .ifPresent(md5 -> headers.set("Content-MD5", AzureHeaders.base64(md5)));
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
                        return AzureUpload.compared(location, response, sent);
                    } catch (BackendException mismatch) {
                        return Future.failedFuture(mismatch);
                    }
                }));
    }

    /** Compared on their way, since Azure compares an MD5 alone. */
    @Override
    public Set<String> compares() {
        return Set.of("crc32c", "sha256", "sha512");
    }

    @Override
    public Future<Void> delete(String key, Map<String, String> conditions) {
        MultiMap headers = HttpHeaders.headers();
        conditions.forEach(headers::set);
        return objects.send(HttpMethod.DELETE, location.target(key), headers, RequestBody.none())
                .compose(objects::succeeded);
    }

    /** Azure may give fewer names than were asked for, or none, and more later; a page has at least one if there is any. */
    @Override
    public Future<Page> list(ListPart part) {
        Optional<String> marker = resources.markers.of(location, part);
        return more(new AzureListing(location, part), part, marker.orElse(""));
    }

    private Future<Page> more(AzureListing listing, ListPart part, String marker) {
        return names(listing, marker).compose(names -> {
            Optional<String> last = names.last();
            if (last.isEmpty() && !names.marker().isEmpty()) {
                return more(listing, part, names.marker());
            }
            if (last.isPresent() && !names.marker().isEmpty()) {
                resources.markers.remember(location, part, last.get(), names.marker());
            }
            return Future.succeededFuture(
                    Page.of(names.objects(), names.prefixes(), !names.marker().isEmpty()));
        });
    }

    private Future<AzureListing.Names> names(AzureListing listing, String marker) {
        return objects.send(HttpMethod.GET, listing.target(marker), HttpHeaders.headers(), RequestBody.none())
                .compose(response -> objects.document(response, MOST_LIST_BYTES))
                .compose(text -> {
                    try {
                        XmlDocument result = XmlDocument.parse(text)
                                .orElseThrow(() -> new BackendException(
                                        Fault.BACKEND, "the backend " + location + " answered a list with no XML"));
                        return Future.succeededFuture(listing.read(result));
                    } catch (BackendException e) {
                        return Future.failedFuture(e);
                    }
                });
    }
}
