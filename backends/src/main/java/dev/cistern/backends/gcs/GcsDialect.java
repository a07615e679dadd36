package dev.cistern.backends.gcs;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.http.HttpDialect;
import dev.cistern.backends.http.ResponseText;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

/** Google's JSON interface: tokens, conditions by generation, errors in JSON. */
final class GcsDialect implements HttpDialect {
    private static final int MOST_BYTES = 64 * 1024;
    private static final String BEARER = "Bearer ";

    private final GcsLocation location;
    private final GcsCredentials credentials;

    GcsDialect(GcsLocation location, GcsCredentials credentials) {
        this.location = location;
        this.credentials = credentials;
    }

    @Override
    public BackendObject describe(MultiMap headers) {
        return GcsObjects.describe(headers);
    }

    @Override
    public String unlessKnown(String target, MultiMap headers, String etag) {
        return with(target, "ifGenerationNotMatch", etag);
    }

    /** Without versions, a generation is there until the next one is. */
    @Override
    public String onlyOf(String target, MultiMap headers, String etag) {
        return with(target, "generation", etag);
    }

    static String with(String target, String parameter, String etag) {
        return target + (target.indexOf('?') < 0 ? "?" : "&") + parameter + "=" + GcsObjects.generation(etag);
    }

    @Override
    public Future<BackendException> refusal(HttpResponse response) {
        int status = response.status();
        return ResponseText.read(response, MOST_BYTES)
                .map(GcsDialect::message)
                .otherwise("")
                .map(message -> new BackendException(
                        fault(status),
                        "the backend " + location
                                + (message.isEmpty() ? " answered with status " + status : " says: " + message)));
    }

    private static String message(Buffer body) {
        try {
            return new JsonObject(body).getJsonObject("error", new JsonObject()).getString("message", "");
        } catch (RuntimeException e) {
            return body.toString().lines().findFirst().orElse("");
        }
    }

    private static Fault fault(int status) {
        return switch (status) {
            case 404, 410 -> Fault.MISSING;
            case 412, 416 -> Fault.CONDITION;
            case 413 -> Fault.TOO_LARGE;
            case 429, 503 -> Fault.BUSY;
            case 408, 504 -> Fault.BACKEND_TIME;
            default -> Fault.BACKEND;
        };
    }

    @Override
    public boolean isOutdated(int status, String text) {
        return status == 401 && !location.identity().anonymous();
    }

    @Override
    public Future<Boolean> renew(MultiMap sent) {
        String authorization = String.valueOf(sent.get(HttpHeaders.AUTHORIZATION));
        return credentials.renew(location.identity(), authorization.substring(BEARER.length()));
    }

    /** With {@code gzip} allowed, Google gives the bytes as they are stored, and does not unpack them. */
    @Override
    public Future<String> authorize(HttpMethod method, String target, MultiMap headers, RequestBody body) {
        headers.set(HttpHeaders.ACCEPT_ENCODING, "gzip");
        return location.identity().anonymous()
                ? Future.succeededFuture(target)
                : credentials.of(location.identity()).map(token -> {
                    headers.set(HttpHeaders.AUTHORIZATION, BEARER + token);
                    return target;
                });
    }
}
