package dev.cistern.backends.http;

import dev.cistern.net.client.HttpResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** Bodies of responses that are documents, read whole. To be called before anything that takes time. */
public final class ResponseText {
    private ResponseText() {}

    /** Reads a body to its end, for nothing but its connection, unless it is long. Never fails. */
    public static Future<Void> drain(HttpResponse response) {
        return read(response, HttpResponse.DRAINED_MAX).<Void>mapEmpty().otherwiseEmpty();
    }

    /**
     * Reads a body.
     *
     * @param mostBytes a longer one is given up, and the future fails
     */
    public static Future<Buffer> read(HttpResponse response, int mostBytes) {
        Promise<Buffer> promise = Promise.promise();
        Buffer text = Buffer.buffer();
        ReadStream<Buffer> body = response.body();
        body.exceptionHandler(promise::tryFail);
        body.handler(part -> {
            if (text.length() + part.length() <= mostBytes) {
                text.appendBuffer(part);
            } else {
                response.discard();
            }
        });
        body.endHandler(end -> promise.tryComplete(text));
        body.resume();
        return promise.future();
    }
}
