package dev.cistern.backends.azure;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.WritableBackend.Written;
import dev.cistern.backends.http.HttpObjects;
import dev.cistern.backends.parts.PartTarget;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A blob that is sent in blocks. The ids of its blocks are of this upload alone, since blocks that are not committed yet belong
 * to the name of the blob; those that never are, Azure removes after a week. Confined to its upload.
 */
final class AzureUpload implements PartTarget {
    private final AzureLocation location;
    private final HttpObjects objects;
    private final MultiMap headers;
    private final String target;
    private final String upload = UUID.randomUUID().toString();
    private final SortedMap<Integer, String> ids = new TreeMap<>();

    /** @param headers of a write at once */
    AzureUpload(AzureLocation location, HttpObjects objects, String key, MultiMap headers) {
        this.location = location;
        this.objects = objects;
        this.headers = headers;
        this.target = location.target(key);
    }

    @Override
    public Future<Written> putWhole(Buffer body, String md5) {
        headers.set("x-ms-blob-type", "BlockBlob").set("Content-MD5", AzureHeaders.base64(md5));
        return objects.send(HttpMethod.PUT, target, headers, RequestBody.of(body))
                .compose(response -> objects.succeeded(response)
                        .compose(done -> compared(location, response, new Written(body.length(), "", md5, 1))));
    }

    /** What Azure says it has stored is the last link: from the client's bytes to those there. */
    static Future<Written> compared(AzureLocation location, HttpResponse response, Written sent) {
        String etag = response.headers().get(HttpHeaders.ETAG);
        String stored = AzureHeaders.md5(response.headers()).orElse(sent.md5());
        return stored.equals(sent.md5())
                ? Future.succeededFuture(new Written(sent.lengthBytes(), etag == null ? "" : etag, sent.md5(), 1))
                : Future.failedFuture(new BackendException(
                        Fault.BACKEND,
                        "the backend " + location + " stored bytes with MD5 " + stored + ", but those sent have "
                                + sent.md5()));
    }

    @Override
    public Future<Void> begin() {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> putPart(int number, Buffer part, String md5) {
        String id = Base64.getEncoder()
                .encodeToString("%s-%06d".formatted(upload, number).getBytes(StandardCharsets.US_ASCII));
        MultiMap ofBlock = HttpHeaders.headers().set("Content-MD5", AzureHeaders.base64(md5));
        String block = target + "?comp=block&blockid=" + URLEncoder.encode(id, StandardCharsets.US_ASCII);
        return objects.send(HttpMethod.PUT, block, ofBlock, RequestBody.of(part))
                .compose(response -> objects.succeeded(response)
                        .compose(done -> compared(location, response, new Written(part.length(), "", md5, 1))))
                .map(written -> {
                    ids.put(number, id);
                    return null;
                });
    }

    @Override
    public Future<Written> complete(long lengthBytes, String md5) {
        StringBuilder list = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
        ids.values().forEach(id -> list.append("<Latest>").append(id).append("</Latest>"));
        Buffer document = Buffer.buffer(list.append("</BlockList>").toString());
        headers.set("x-ms-blob-content-md5", AzureHeaders.base64(md5)).set(HttpHeaders.CONTENT_TYPE, "application/xml");
        return objects.send(HttpMethod.PUT, target + "?comp=blocklist", headers, RequestBody.of(document))
                .compose(response -> objects.succeeded(response).map(done -> {
                    String etag = response.headers().get(HttpHeaders.ETAG);
                    return new Written(lengthBytes, etag == null ? "" : etag, md5, 1);
                }));
    }

    @Override
    public Future<Void> abort() {
        return Future.succeededFuture();
    }
}
