package dev.cistern.node.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** What is wrong with bytes that are not a request. */
final class UnreadableRequest {
    private UnreadableRequest() {}

    static Failure explain(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            return new Failure(414, "URI_TOO_LONG", "the request line is too long: " + cause.getMessage(), List.of());
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new Failure(431, "HEADERS_TOO_LARGE", "the headers are too large: " + cause.getMessage(), List.of());
        }
        String reason = cause == null ? "it cannot be read" : String.valueOf(cause.getMessage());
        return new Failure(400, "BAD_REQUEST", "this is not an HTTP request: " + reason, List.of());
    }
}
