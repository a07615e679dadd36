package dev.cistern.backends.oci;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.http.HttpDialect;
import dev.cistern.backends.http.ResponseText;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OCI's own interface: requests signed with an RSA key, entity tags without quotes, errors in JSON. */
final class OciDialect implements HttpDialect {
    private static final int MOST_BYTES = 64 * 1024;
    private static final int TLS_PORT = 443;
    private static final int PLAIN_PORT = 80;

    private static final Map<String, Fault> FAULTS = Map.ofEntries(
            Map.entry("ObjectNotFound", Fault.MISSING),
            Map.entry("IfMatchFailed", Fault.CONDITION),
            Map.entry("IfNoneMatchFailed", Fault.CONDITION),
            Map.entry("InvalidRange", Fault.CONDITION),
            Map.entry("UnmatchedContentMD5", Fault.CHECKSUM),
            Map.entry("RequestEntityTooLarge", Fault.TOO_LARGE),
            Map.entry("ConcurrentObjectUpdate", Fault.BUSY),
            Map.entry("TooManyRequests", Fault.BUSY),
            Map.entry("ServiceUnavailable", Fault.BUSY),
            Map.entry("InvalidObjectName", Fault.REFUSED),
            Map.entry("InvalidParameter", Fault.REFUSED),
            Map.entry("QuotaExceeded", Fault.NO_SPACE),
            Map.entry("StorageLimitExceeded", Fault.NO_SPACE));

    private final Vertx vertx;
    private final OciLocation location;
    private final OciCredentials credentials;

    OciDialect(Vertx vertx, OciLocation location, OciCredentials credentials) {
        this.vertx = vertx;
        this.location = location;
        this.credentials = credentials;
    }

    @Override
    public BackendObject describe(MultiMap headers) {
        return OciHeaders.describe(headers);
    }

    @Override
    public String unlessKnown(String target, MultiMap headers, String etag) {
        headers.set(HttpHeaders.IF_NONE_MATCH, OciHeaders.plain(etag));
        return target;
    }

    @Override
    public String onlyOf(String target, MultiMap headers, String etag) {
        headers.set(HttpHeaders.IF_MATCH, OciHeaders.plain(etag));
        return target;
    }

    @Override
    public Future<BackendException> refusal(HttpResponse response) {
        int status = response.status();
        return ResponseText.read(response, MOST_BYTES)
                .map(body -> explain(status, body))
                .otherwise(explain(status, Buffer.buffer()));
    }

    private BackendException explain(int status, Buffer body) {
        JsonObject error = new JsonObject();
        try {
            error = body.length() == 0 ? error : new JsonObject(body);
        } catch (RuntimeException e) {
            error.put("message", body.toString().lines().findFirst().orElse(""));
        }
        String code = String.valueOf(error.getValue("code", ""));
        String message = String.valueOf(error.getValue("message", ""))
                .lines()
                .findFirst()
                .orElse("");
        String where = "the backend " + location;
        return new BackendException(
                FAULTS.getOrDefault(code, byStatus(status, code)),
                code.isEmpty() && message.isEmpty()
                        ? where + " answered with status " + status
                        : where + " says " + (code.isEmpty() ? Integer.toString(status) : code) + ": " + message);
    }

    private static Fault byStatus(int status, String code) {
        return switch (status) {
            case 404, 410 -> code.isEmpty() ? Fault.MISSING : Fault.BACKEND;
            case 412, 416 -> Fault.CONDITION;
            case 413 -> Fault.TOO_LARGE;
            case 429, 503 -> Fault.BUSY;
            case 504 -> Fault.BACKEND_TIME;
            default -> Fault.BACKEND;
        };
    }

    @Override
    public boolean isOutdated(int status, String text) {
        return status == 401 && !location.identity().anonymous();
    }

    @Override
    public Future<Boolean> renew(MultiMap sent) {
        return credentials.renew(location.identity(), String.valueOf(sent.get(HttpHeaders.AUTHORIZATION)));
    }

    @Override
    public Future<String> authorize(HttpMethod method, String target, MultiMap headers, RequestBody body) {
        if (location.identity().anonymous()) {
            return Future.succeededFuture(target);
        }
        Buffer whole = body.whole();
        @Nullable String document = method.equals(HttpMethod.POST) ? (whole == null ? "" : whole.toString()) : null;
        URI uri = URI.create((location.origin().tls() ? "https://" : "http://") + authority() + target);
        return credentials
                .of(location.identity())
                .compose(key -> vertx.executeBlocking(() -> key.sign(method, uri, headers, document), false))
                .map(added -> {
                    added.forEach(headers::set);
                    return target;
                });
    }

    /** What the request's {@code Host} will be. */
    private String authority() {
        int usual = location.origin().tls() ? TLS_PORT : PLAIN_PORT;
        String host = location.origin().host();
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return location.origin().port() == usual
                ? name
                : name + ":" + location.origin().port();
    }
}
