package dev.cistern.node.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import org.jspecify.annotations.Nullable;

/** One request and its response. Confined to the connection's event loop. */
public final class Exchange {
    /** Most bytes of a body that is held in memory: a settings change, a list command. */
    public static final int SMALL_BODY_BYTES = 256 * 1024;

    private final HttpServerRequest request;
    private final RequestTarget target;
    private final String id;

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

    public HttpMethod method() {
        return request.method();
    }

    public @Nullable String header(CharSequence name) {
        return request.getHeader(name);
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

    /** The whole body, for requests that carry a command. Fails with 413 over {@link #SMALL_BODY_BYTES}. */
    public Future<Buffer> smallBody() {
        return SmallBody.read(request, SMALL_BODY_BYTES);
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
