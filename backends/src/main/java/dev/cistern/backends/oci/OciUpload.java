package dev.cistern.backends.oci;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendPut;
import dev.cistern.backends.WritableBackend.Written;
import dev.cistern.backends.http.HttpObjects;
import dev.cistern.backends.http.KeyEncoding;
import dev.cistern.backends.parts.PartTarget;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/** An object that goes to OCI in parts, each compared with its MD5 there. Confined to its upload. */
final class OciUpload implements PartTarget {
    private static final int MOST_DOCUMENT_BYTES = 64 * 1024;

    private final OciLocation location;
    private final HttpObjects objects;
    private final BackendPut put;
    private final MultiMap headers;
    private final SortedMap<Integer, Sent> parts = new TreeMap<>();
    private String uploadId = "";

    /** @param etag as OCI wrote it */
    private record Sent(String etag, String md5) {}

    /** @param headers of a write at once */
    OciUpload(OciLocation location, HttpObjects objects, BackendPut put, MultiMap headers) {
        this.location = location;
        this.objects = objects;
        this.put = put;
        this.headers = headers;
    }

    @Override
    public Future<Written> putWhole(Buffer body, String md5) {
        headers.set("Content-MD5", OciHeaders.base64(md5));
        return objects.send(HttpMethod.PUT, location.target(put.key()), headers, RequestBody.of(body))
                .compose(response -> objects.succeeded(response)
                        .compose(done -> compared(location, response, new Written(body.length(), "", md5, 1))));
    }

    /** What OCI says it has stored is the last link: from the client's bytes to those there. */
    static Future<Written> compared(OciLocation location, HttpResponse response, Written sent) {
        String stored =
                OciHeaders.hex(response.headers().get("opc-content-md5")).orElse(sent.md5());
        return stored.equals(sent.md5())
                ? Future.succeededFuture(new Written(sent.lengthBytes(), etag(response), sent.md5(), 1))
                : Future.failedFuture(new BackendException(
                        Fault.BACKEND,
                        "the backend " + location + " stored bytes with MD5 " + stored + ", but those sent have "
                                + sent.md5()));
    }

    private static String etag(HttpResponse response) {
        String etag = response.headers().get(HttpHeaders.ETAG);
        return etag == null ? "" : OciHeaders.quoted(etag);
    }

    @Override
    public Future<Void> begin() {
        JsonObject what = OciHeaders.json(location.prefix() + put.key(), put);
        return post(location.uploadsTarget(), what, conditions())
                .compose(response -> objects.document(response, MOST_DOCUMENT_BYTES))
                .compose(text -> {
                    uploadId = idOf(text);
                    return uploadId.isEmpty()
                            ? Future.failedFuture(new BackendException(
                                    Fault.BACKEND, "the backend " + location + " began an upload without saying which"))
                            : Future.succeededFuture();
                });
    }

    private static String idOf(Buffer text) {
        try {
            return new JsonObject(text).getString("uploadId", "");
        } catch (RuntimeException e) {
            return "";
        }
    }

    private MultiMap conditions() {
        MultiMap conditions = HttpHeaders.headers();
        headers.forEach(header -> {
            if (header.getKey().regionMatches(true, 0, "if-", 0, 3)) {
                conditions.set(header.getKey(), header.getValue());
            }
        });
        return conditions;
    }

    private Future<HttpResponse> post(String target, JsonObject document, MultiMap with) {
        with.set(HttpHeaders.CONTENT_TYPE, "application/json");
        return objects.send(HttpMethod.POST, target, with, RequestBody.of(Buffer.buffer(document.encode())));
    }

    private String target(String more) {
        return location.uploadsTarget() + "/" + KeyEncoding.component(location.prefix() + put.key()) + "?uploadId="
                + KeyEncoding.component(uploadId) + more;
    }

    @Override
    public Future<Void> putPart(int number, Buffer part, String md5) {
        MultiMap ofPart = HttpHeaders.headers().set("Content-MD5", OciHeaders.base64(md5));
        return objects.send(HttpMethod.PUT, target("&uploadPartNum=" + number), ofPart, RequestBody.of(part))
                .compose(response -> objects.succeeded(response)
                        .compose(done -> compared(location, response, new Written(part.length(), "", md5, 1))))
                .map(written -> {
                    parts.put(number, new Sent(OciHeaders.plain(written.etag()), md5));
                    return null;
                });
    }

    @Override
    public Future<Written> complete(long lengthBytes, String md5) {
        JsonArray list = new JsonArray();
        parts.forEach((number, part) ->
                list.add(new JsonObject().put("partNum", number).put("etag", part.etag)));
        return post(target(""), new JsonObject().put("partsToCommit", list), conditions())
                .compose(response -> objects.succeeded(response).map(response))
                .compose(
                        response -> completed(response, lengthBytes, md5),
                        cause -> isDoubtful(cause) ? lookedFor(lengthBytes, md5, cause) : Future.failedFuture(cause));
    }

    private Future<Written> completed(HttpResponse response, long lengthBytes, String md5) {
        String made = response.headers().get("opc-multipart-md5");
        return made == null || made.equals(expected())
                ? Future.succeededFuture(new Written(lengthBytes, etag(response), md5, 1))
                : Future.failedFuture(new BackendException(
                        Fault.BACKEND,
                        "the backend " + location + " made an object " + made + " of parts that come to "
                                + expected()));
    }

    private static boolean isDoubtful(Throwable cause) {
        return cause instanceof BackendException failed
                && (failed.fault() == Fault.BACKEND || failed.fault() == Fault.BACKEND_TIME);
    }

    /** It may have been done although nobody said so. */
    private Future<Written> lookedFor(long lengthBytes, String md5, Throwable doubt) {
        return objects.send(HttpMethod.HEAD, location.target(put.key()), HttpHeaders.headers(), RequestBody.none())
                .compose(response -> objects.succeeded(response)
                        .compose(done -> expected().equals(response.headers().get("opc-multipart-md5"))
                                ? Future.succeededFuture(new Written(lengthBytes, etag(response), md5, 1))
                                : Future.failedFuture(doubt)))
                .recover(any -> Future.failedFuture(doubt));
    }

    /** The MD5 of the parts' MD5s, and how many there are. */
    private String expected() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.values().forEach(part -> all.writeBytes(HexFormat.of().parseHex(part.md5)));
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(all.toByteArray());
            return Base64.getEncoder().encodeToString(digest) + "-" + parts.size();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    @Override
    public Future<Void> abort() {
        return uploadId.isEmpty()
                ? Future.succeededFuture()
                : objects.send(HttpMethod.DELETE, target(""), HttpHeaders.headers(), RequestBody.none())
                        .compose(objects::succeeded)
                        .otherwiseEmpty();
    }
}
