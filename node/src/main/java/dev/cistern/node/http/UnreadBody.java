package dev.cistern.node.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * What becomes of a body nobody wants, because the answer was given before it was read. A short one is read and thrown
 * away, and the connection lives on. Of a long one as much is thrown away as lets the client see the answer instead of a
 * reset; then the connection is closed.
 */
final class UnreadBody {
    /** A body announced with at most this many bytes does not cost the connection. */
    private static final long SHORT_BYTES = 1L << 20;
    /** Most bytes thrown away before the connection is closed. */
    private static final long MOST_BYTES = 16L << 20;
    /** Longest time that is waited for the rest. */
    private static final long MOST_MILLIS = 5_000;

    private UnreadBody() {}

    /** Tells a client that waits for it (RFC 9110 §10.1.1) to send its body. */
    static void sendContinue(HttpServerRequest request) {
        if (waitsForContinue(request)) {
            Future<Void> sent = request.response().writeContinue();
            sent.onFailure(gone -> request.connection().close());
        }
    }

    /** To be called before the head of an early answer is written. */
    static void beforeAnswer(HttpServerRequest request) {
        if (costsConnection(request)) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** To be called once the early answer has been handed to the connection. */
    static void discard(Vertx vertx, HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        boolean close = costsConnection(request);
        long[] discarded = {0};
        long timer = vertx.setTimer(MOST_MILLIS, late -> request.connection().close());
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.handler(part -> {
            discarded[0] += part.length();
            if (discarded[0] > MOST_BYTES) {
                request.connection().close();
            }
        });
        request.endHandler(end -> {
            vertx.cancelTimer(timer);
            if (close) {
                request.connection().close();
            }
        });
        request.resume();
    }

    private static boolean waitsForContinue(HttpServerRequest request) {
        String expect = request.getHeader(HttpHeaders.EXPECT);
        return expect != null && expect.equalsIgnoreCase("100-continue") && request.version() != HttpVersion.HTTP_1_0;
    }

    /**
     * A client that waits for {@code 100 Continue} may send its body or not, so nobody knows where its next request
     * begins; a long body is not worth reading to its end. A request without a length, and not in chunks, has no body
     * (RFC 9112 §6.3).
     */
    private static boolean costsConnection(HttpServerRequest request) {
        if (request.isEnded() || request.version() == HttpVersion.HTTP_2) {
            return false;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            return false;
        }
        boolean isShort = length != null && length.length() <= 7 && Long.parseLong(length) <= SHORT_BYTES;
        return !isShort || waitsForContinue(request);
    }
}
