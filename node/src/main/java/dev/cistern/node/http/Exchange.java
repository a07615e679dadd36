package dev.cistern.node.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One request and its response. Confined to the connection's event loop. */
public final class Exchange {
    /** Most bytes of a body that is held in memory: a settings change, a list command. */
    public static final int SMALL_BODY_BYTES = 256 * 1024;

    private final HttpServerRequest request;
    private final RequestTarget target;
    private final String id;
    private String user = "";
    private String bodySha256 = "";

    Exchange(HttpServerRequest request, String id) {
        this.request = request;
        this.id = id;
        this.target = RequestTarget.parse(request.uri());
    }

    public HttpServerRequest request() {
        return request;
    }

    public HttpServerResponse response() {
        return request.response();
    }

    public RequestTarget target() {
        return target;
    }

    /** Unique for the life of the process; in the response as {@code X-Request-Id} and in the log. */
    public String id() {
        return id;
    }

    /** The user who has proven to have sent it; empty for nobody. */
    public String user() {
        return user;
    }

    public void tellUser(String name) {
        user = name;
    }

    /** For the history of changes: the user, where there is one, and the address. */
    public String sentBy() {
        String address = request.remoteAddress().hostAddress();
        return user.isEmpty() ? address : user + "@" + address;
    }

    /** What the body must come to, in hexadecimal digits, as its sender has signed; empty for anything. */
    public String bodySha256() {
        return bodySha256;
    }

    public void expectBody(String sha256) {
        bodySha256 = sha256;
    }

    /** Goes on when {@code first} is known. A body that comes meanwhile waits: handlers ask for it when they are called. */
    public <T> Future<Void> after(Future<T> first, Function<T, Future<Void>> next) {
        if (first.isComplete()) {
            return first.compose(next);
        }
        request.pause();
        return first.compose(next).onSuccess(answered -> request.resume());
    }

    public HttpMethod method() {
        return request.method();
    }

    public @Nullable String header(CharSequence name) {
        return request.getHeader(name);
    }

    /** Whether neither body, as far as it was moved, is longer than this. */
    boolean isSmall(long bytes) {
        return request.bytesRead() <= bytes && response().bytesWritten() <= bytes;
    }

    /** Answers without a body. */
    public Future<Void> answer(int status) {
        return response().setStatusCode(status).putHeader("Content-Length", "0").end();
    }

    /** Answers with a JSON value, which is indented for people. */
    public Future<Void> answerJson(int status, Object json) {
        String text = json instanceof JsonObject object
                ? object.encodePrettily()
                : io.vertx.core.json.Json.encodePrettily(json);
        return answer(status, "application/json", Buffer.buffer(text + "\n"));
    }

    public Future<Void> answer(int status, String contentType, Buffer body) {
        HttpServerResponse response = response().setStatusCode(status).putHeader("Content-Type", contentType);
        if (method().equals(HttpMethod.HEAD)) {
            return response.putHeader("Content-Length", Integer.toString(body.length()))
                    .end();
        }
        return response.end(body);
    }

    /**
     * The whole body, for requests that carry a command. Fails with 413 over {@link #SMALL_BODY_BYTES}, and where it is not
     * the one that was signed.
     */
    public Future<Buffer> smallBody() {
        Future<Buffer> body = SmallBody.read(request, SMALL_BODY_BYTES);
        return bodySha256.isEmpty() ? body : body.map(read -> SmallBody.checked(read, bodySha256));
    }

    /** The host that the request was sent to, with its port where it has one; empty where it does not say. */
    public String host() {
        String host = header("Host");
        if (host != null) {
            return host;
        }
        HostAndPort authority = request.authority();
        return authority == null ? "" : authority.toString();
    }

    /** The whole body as a JSON object; an empty body is an empty object. */
    public Future<JsonObject> jsonBody() {
        return smallBody().map(body -> {
            if (body.length() == 0) {
                return new JsonObject();
            }
            try {
                return new JsonObject(body);
            } catch (RuntimeException e) {
                throw RequestException.badRequest("the body is not a JSON object: " + e.getMessage());
            }
        });
    }
}
