package dev.cistern.backends.s3;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendPut;
import dev.cistern.backends.WritableBackend.Written;
import dev.cistern.backends.http.HttpObjects;
import dev.cistern.backends.http.KeyEncoding;
import dev.cistern.backends.http.XmlDocument;
import dev.cistern.backends.parts.PartTarget;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** An object that goes to S3 as a multipart upload. Each part is compared with its MD5 there. Confined to its upload. */
final class S3Upload implements PartTarget {
    private static final int MOST_DOCUMENT_BYTES = 64 * 1024;

    private final S3Location location;
    private final HttpObjects objects;
    private final BackendPut put;
    private final MultiMap headers;
    private final String target;
    private final SortedMap<Integer, Sent> parts = new TreeMap<>();
    private String uploadId = "";

    /** @param etag as S3 wrote it */
    private record Sent(String etag, String md5) {}

    /** @param headers of a write at once */
    S3Upload(S3Location location, HttpObjects objects, BackendPut put, MultiMap headers) {
        this.location = location;
        this.objects = objects;
        this.put = put;
        this.headers = headers;
        this.target = location.target(put.key());
    }

    @Override
    public Future<Written> putWhole(Buffer body, String md5) {
        return objects.send(HttpMethod.PUT, target, headers.set("Content-MD5", base64(md5)), RequestBody.of(body))
                .compose(response -> objects.succeeded(response)
                        .map(done -> new Written(body.length(), etag(response), md5, 1))
                        .compose(written -> S3Headers.compared(location, response.headers(), written)));
    }

    @Override
    public Future<Void> begin() {
        MultiMap properties = HttpHeaders.headers();
        headers.forEach(header -> {
            if (!S3Headers.isOfOneRequest(header.getKey())) {
                properties.add(header.getKey(), header.getValue());
            }
        });
        return objects.send(HttpMethod.POST, target + "?uploads", properties, RequestBody.none())
                .compose(response -> objects.document(response, MOST_DOCUMENT_BYTES))
                .compose(text -> {
                    uploadId = XmlDocument.parse(text)
                            .map(document -> document.textOf("UploadId").strip())
                            .orElse("");
                    return uploadId.isEmpty()
                            ? failed("began an upload without saying which")
                            : Future.succeededFuture();
                });
    }

    private <T> Future<T> failed(String what) {
        return Future.failedFuture(new BackendException(Fault.BACKEND, "the backend " + location + " " + what));
    }

    @Override
    public Future<Void> putPart(int number, Buffer part, String md5) {
        MultiMap ofPart = HttpHeaders.headers().set("Content-MD5", base64(md5));
        return objects.send(HttpMethod.PUT, query("partNumber=" + number + "&"), ofPart, RequestBody.of(part))
                .compose(response -> objects.succeeded(response).compose(done -> {
                    parts.put(number, new Sent(etag(response), md5));
                    Optional<String> stored = S3Headers.md5(response.headers(), location.etag());
                    return stored.isEmpty() || stored.get().equals(md5)
                            ? Future.succeededFuture()
                            : failed("stored part " + number + " with MD5 " + stored.get() + ", but sent was " + md5);
                }));
    }

    private String query(String before) {
        StringBuilder query =
                new StringBuilder(target).append('?').append(before).append("uploadId=");
        KeyEncoding.append(query, uploadId);
        return query.toString();
    }

    @Override
    public Future<Written> complete(long lengthBytes, String md5) {
        StringBuilder list = new StringBuilder("<CompleteMultipartUpload>");
        parts.forEach((number, part) -> list.append("<Part><PartNumber>")
                .append(number)
                .append("</PartNumber><ETag>")
                .append(part.etag.replace("&", "&amp;").replace("<", "&lt;"))
                .append("</ETag></Part>"));
        Buffer document =
                Buffer.buffer(list.append("</CompleteMultipartUpload>").toString());
        MultiMap conditions = HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, "application/xml");
        put.conditions().forEach(conditions::set);
        return objects.send(HttpMethod.POST, query(""), conditions, RequestBody.of(document))
                .compose(response -> completed(response, lengthBytes, md5))
                .recover(cause -> isDoubtful(cause) ? lookedFor(lengthBytes, md5, cause) : Future.failedFuture(cause));
    }

    /** S3 answers 200 before it has done it, so what came of it is in the document. */
    private Future<Written> completed(HttpResponse response, long lengthBytes, String md5) {
        return objects.document(response, MOST_DOCUMENT_BYTES).compose(text -> {
            Optional<XmlDocument> document = XmlDocument.parse(text);
            if (document.isPresent() && document.get().name().equals("Error")) {
                XmlDocument error = document.get();
                return Future.failedFuture(
                        new S3Refusal(200, error.textOf("Code"), error.textOf("Message"), "").explain(location));
            }
            String etag = document.map(result -> result.textOf("ETag").strip()).orElse("");
            if (etag.isEmpty()) {
                return failed("completed an upload without saying what it is now");
            }
            String known = digits(etag);
            return location.etag() == S3Location.EtagMeaning.MD5
                            && known.matches("[0-9a-f]{32}-" + parts.size())
                            && !known.equals(expectedEtag())
                    ? failed("made an object " + etag + " of parts that come to " + expectedEtag()
                            + "; give the bucket etag=opaque if its entity tags are no MD5s")
                    : Future.succeededFuture(new Written(lengthBytes, etag, md5, 1));
        });
    }

    private static boolean isDoubtful(Throwable cause) {
        return cause instanceof BackendException failed
                && (failed.fault() == Fault.BACKEND || failed.fault() == Fault.BACKEND_TIME);
    }

    /** It may have been done although nobody said so. */
    private Future<Written> lookedFor(long lengthBytes, String md5, Throwable doubt) {
        return objects.head(target).transform(looked -> {
            String etag = looked.succeeded()
                    ? looked.result().flatMap(found -> found.etag()).orElse("")
                    : "";
            return digits(etag).equals(expectedEtag())
                    ? Future.succeededFuture(new Written(lengthBytes, etag, md5, 1))
                    : Future.failedFuture(doubt);
        });
    }

    /** The MD5 of the parts' MD5s, and how many there are. */
    private String expectedEtag() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.values().forEach(part -> all.writeBytes(HexFormat.of().parseHex(part.md5)));
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(all.toByteArray());
            return HexFormat.of().formatHex(digest) + "-" + parts.size();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    @Override
    public Future<Void> abort() {
        return uploadId.isEmpty()
                ? Future.succeededFuture()
                : objects.send(HttpMethod.DELETE, query(""), HttpHeaders.headers(), RequestBody.none())
                        .compose(objects::succeeded)
                        .otherwiseEmpty();
    }

    private static String etag(HttpResponse response) {
        String etag = response.headers().get(HttpHeaders.ETAG);
        return etag == null ? "" : etag;
    }

    private static String digits(String etag) {
        return etag.replace("\"", "");
    }

    private static String base64(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }
}
