package dev.cistern.net.client;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.HttpResponseHead;
import io.vertx.core.streams.ReadStream;

/**
 * The answer that an exchange received, in the hands of whoever sent the request. The exchange does not hold it, so that
 * one that was dropped can be told.
 */
record ReceivedResponse(int status, MultiMap headers, ResponseBody stream, Runnable abandon) implements HttpResponse {
    /** Whether its head is all of it (RFC 9112 §6.3). */
    static boolean hasNoBody(HttpMethod asked, HttpResponseHead head) {
        return asked.equals(HttpMethod.HEAD)
                || head.statusCode == 204
                || head.statusCode == 304
                || "0".equals(head.headers.get(HttpHeaderNames.CONTENT_LENGTH));
    }

    @Override
    public ReadStream<Buffer> body() {
        return stream;
    }

    @Override
    public Future<MultiMap> trailers() {
        return stream.flow().trailers();
    }

    @Override
    public void discard() {
        abandon.run();
    }
}
