package dev.cistern.node.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Reads a body that must be small into memory. */
final class SmallBody {
    private SmallBody() {}

    static Future<Buffer> read(HttpServerRequest request, int mostBytes) {
        if (request.isEnded()) {
            return Future.succeededFuture(Buffer.buffer());
        }
        Promise<Buffer> promise = Promise.promise();
        Buffer collected = Buffer.buffer();
        request.handler(part -> {
            if (collected.length() + part.length() > mostBytes) {
                promise.tryFail(RequestException.bodyTooLarge(
                        "the body of this request may have at most " + mostBytes + " bytes"));
            } else {
                collected.appendBuffer(part);
            }
        });
        request.exceptionHandler(promise::tryFail);
        request.endHandler(end -> promise.tryComplete(collected));
        UnreadBody.sendContinue(request);
        request.resume();
        return promise.future();
    }

    /** @throws RequestException where a body does not come to what its sender has signed */
    static Buffer checked(Buffer body, String sha256) {
        String actual;
        try {
            actual = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        if (!actual.equals(sha256)) {
            throw RequestException.badRequest("the body is not the one that was signed: x-amz-content-sha256 says "
                    + sha256 + ", and it comes to " + actual);
        }
        return body;
    }
}
