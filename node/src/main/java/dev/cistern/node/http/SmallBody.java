package dev.cistern.node.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

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
}
