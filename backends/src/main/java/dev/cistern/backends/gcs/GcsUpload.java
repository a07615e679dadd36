package dev.cistern.backends.gcs;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendPut;
import dev.cistern.backends.WritableBackend.Written;
import dev.cistern.backends.http.HttpObjects;
import dev.cistern.backends.http.ResponseText;
import dev.cistern.backends.parts.PartTarget;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An object that goes to Google in a session: one run of bytes after the other. A run that breaks off is gone on with from
 * where Google says it is. The end of the object, less than {@value #UNIT} bytes, is held back until it is known that it may
 * be completed. Confined to its upload.
 */
final class GcsUpload implements PartTarget {
    /** Runs are multiples of it, but for the last. */
    private static final int UNIT = 256 * 1024;

    private static final int MOST_FRUITLESS = 3;
    private static final int MOST_DOCUMENT_BYTES = 1 << 20;
    private static final int GOES_ON = 308;
    private static final Pattern PERSISTED = Pattern.compile("(?:bytes=)?0-(\\d{1,18})");
    private static final Set<Fault> PASSING =
            EnumSet.of(Fault.BACKEND, Fault.BACKEND_TIME, Fault.UNREACHABLE, Fault.BUSY);

    private final GcsLocation location;
    private final HttpObjects objects;
    private final BackendPut put;
    private final String conditions;
    private Future<Void> before = Future.succeededFuture();
    private Buffer held = Buffer.buffer();
    private String session = "";
    private long offset;
    private int fruitless;

    /** @param conditions parameters of the target, each with an ampersand before it */
    GcsUpload(GcsLocation location, HttpObjects objects, BackendPut put, String conditions) {
        this.location = location;
        this.objects = objects;
        this.put = put;
        this.conditions = conditions;
    }

    @Override
    public Future<Written> putWhole(Buffer body, String md5) {
        String boundary = UUID.randomUUID().toString();
        Buffer whole = MultipartFrame.before(boundary, GcsObjects.json(put), put)
                .appendBuffer(body)
                .appendBuffer(MultipartFrame.behind(boundary));
        MultiMap headers = HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, MultipartFrame.type(boundary));
        String target = location.uploadTarget("multipart", put.key()) + conditions;
        return objects.send(HttpMethod.POST, target, headers, RequestBody.of(whole))
                .compose(response -> written(response, body.length(), md5));
    }

    @Override
    public Future<Void> begin() {
        MultiMap headers = HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, "application/json; charset=UTF-8");
        headers.set("X-Upload-Content-Type", put.headers().getOrDefault("content-type", "application/octet-stream"));
        String target = location.uploadTarget("resumable", put.key()) + conditions;
        RequestBody what = RequestBody.of(Buffer.buffer(GcsObjects.json(put).encode()));
        return objects.send(HttpMethod.POST, target, headers, what)
                .compose(response -> objects.succeeded(response).compose(done -> {
                    session = target(response.headers().get(HttpHeaders.LOCATION));
                    return session.isEmpty()
                            ? failed("began an upload without saying where")
                            : Future.succeededFuture();
                }));
    }

    /** Of the same host: what is asked of another would be nobody's. */
    private static String target(@Nullable String url) {
        try {
            URI uri = URI.create(url == null ? "" : url);
            String path = uri.getRawPath();
            return path == null || path.isEmpty() ? "" : path + "?" + uri.getRawQuery();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private <T> Future<T> failed(String what) {
        return Future.failedFuture(new BackendException(Fault.BACKEND, "the backend " + location + " " + what));
    }

    @Override
    public Future<Void> putPart(int number, Buffer part, String md5) {
        int even = part.length() / UNIT * UNIT;
        Future<Void> mine = before.compose(sent -> {
            if (even < part.length()) {
                held = part.getBuffer(even, part.length());
            }
            return even == 0 ? Future.succeededFuture() : run(part.slice(0, even));
        });
        before = mine;
        return mine;
    }

    /** Sends a run of bytes, from where Google is. */
    private Future<Void> run(Buffer bytes) {
        long last = offset + bytes.length() - 1;
        MultiMap range = HttpHeaders.headers().set("Content-Range", "bytes " + offset + "-" + last + "/*");
        return objects.send(HttpMethod.PUT, session, range, RequestBody.of(bytes))
                .compose(this::reached)
                .recover(cause -> isPassing(cause) ? asked("*", cause) : Future.failedFuture(cause))
                .compose(persisted -> wentOn(bytes, persisted));
    }

    private Future<Void> wentOn(Buffer bytes, long persisted) {
        long done = persisted - offset;
        if (done < 0 || done > bytes.length()) {
            return failed("has " + persisted + " bytes of an upload of which " + offset + " to "
                    + (offset + bytes.length()) + " were sent");
        }
        fruitless = done == 0 ? fruitless + 1 : 0;
        if (fruitless > MOST_FRUITLESS) {
            return failed("takes no more bytes of an upload after " + persisted);
        }
        offset = persisted;
        return done == bytes.length() ? Future.succeededFuture() : run(bytes.slice((int) done, bytes.length()));
    }

    private boolean isPassing(Throwable cause) {
        return fruitless < MOST_FRUITLESS
                && cause instanceof BackendException failed
                && PASSING.contains(failed.fault());
    }

    /** How many bytes Google has. */
    private Future<Long> asked(String total, Throwable why) {
        MultiMap range = HttpHeaders.headers().set("Content-Range", "bytes */" + total);
        return objects.send(HttpMethod.PUT, session, range, RequestBody.none())
                .compose(this::reached)
                .recover(again -> {
                    fruitless++;
                    return isPassing(again) ? asked(total, why) : Future.failedFuture(why);
                });
    }

    private Future<Long> reached(HttpResponse response) {
        if (response.status() != GOES_ON) {
            return objects.succeeded(response).compose(done -> failed("completed an upload before its end"));
        }
        String range = response.headers().get("Range");
        Matcher persisted = PERSISTED.matcher(range == null ? "" : range);
        long count = persisted.matches() ? Long.parseLong(persisted.group(1)) + 1 : 0;
        return ResponseText.drain(response).map(count);
    }

    @Override
    public Future<Written> complete(long lengthBytes, String md5) {
        String range = held.length() == 0
                ? "bytes */" + lengthBytes
                : "bytes " + offset + "-" + (lengthBytes - 1) + "/" + lengthBytes;
        RequestBody body = held.length() == 0 ? RequestBody.none() : RequestBody.of(held);
        return objects.send(HttpMethod.PUT, session, HttpHeaders.headers().set("Content-Range", range), body)
                .compose(this::answered)
                .compose(
                        response -> settled(response, lengthBytes, md5),
                        cause -> isPassing(cause) ? lookedFor(lengthBytes, md5, cause) : Future.failedFuture(cause));
    }

    /** It may have been done although nobody said so; or some of the end is missing yet. */
    private Future<Written> lookedFor(long lengthBytes, String md5, Throwable why) {
        fruitless++;
        MultiMap range = HttpHeaders.headers().set("Content-Range", "bytes */" + lengthBytes);
        return objects.send(HttpMethod.PUT, session, range, RequestBody.none())
                .compose(this::answered)
                .compose(
                        response -> settled(response, lengthBytes, md5),
                        again -> isPassing(again) ? lookedFor(lengthBytes, md5, why) : Future.failedFuture(why));
    }

    private Future<HttpResponse> answered(HttpResponse response) {
        return response.status() == GOES_ON || response.status() / 100 == 2
                ? Future.succeededFuture(response)
                : objects.succeeded(response).map(response);
    }

    private Future<Written> settled(HttpResponse response, long lengthBytes, String md5) {
        return response.status() == GOES_ON
                ? wentOnAtTheEnd(response, lengthBytes, md5)
                : written(response, lengthBytes, md5);
    }

    private Future<Written> wentOnAtTheEnd(HttpResponse response, long lengthBytes, String md5) {
        return reached(response).compose(persisted -> {
            long done = persisted - offset;
            if (done < 0 || done >= held.length() || ++fruitless > MOST_FRUITLESS) {
                return failed(
                        "has " + persisted + " of " + lengthBytes + " bytes of an upload, and does not complete it");
            }
            held = held.slice((int) done, held.length());
            offset = persisted;
            return complete(lengthBytes, md5);
        });
    }

    private Future<Written> written(HttpResponse response, long lengthBytes, String md5) {
        return objects.document(response, MOST_DOCUMENT_BYTES)
                .compose(text -> written(location, text, lengthBytes, md5));
    }

    /** What Google says it has stored is the last link: from the client's bytes to those there. */
    static Future<Written> written(GcsLocation location, Buffer text, long lengthBytes, String md5) {
        try {
            JsonObject json = new JsonObject(text);
            String stored = GcsObjects.describe(json).checksums().getOrDefault("md5", md5);
            return stored.equals(md5)
                    ? Future.succeededFuture(
                            new Written(lengthBytes, GcsObjects.etag(json.getString("generation", "")), md5, 1))
                    : Future.failedFuture(new BackendException(
                            Fault.BACKEND,
                            "the backend " + location + " stored bytes with MD5 " + stored + ", but those sent have "
                                    + md5));
        } catch (RuntimeException e) {
            return Future.failedFuture(new BackendException(
                    Fault.BACKEND, "the backend " + location + " wrote what cannot be read: " + e.getMessage()));
        }
    }

    /** Google answers with 499, which is nobody's failure. */
    @Override
    public Future<Void> abort() {
        return session.isEmpty()
                ? Future.succeededFuture()
                : objects.send(HttpMethod.DELETE, session, HttpHeaders.headers(), RequestBody.none())
                        .compose(ResponseText::drain)
                        .otherwiseEmpty();
    }
}
