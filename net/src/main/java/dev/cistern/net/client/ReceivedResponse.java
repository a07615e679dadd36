package dev.cistern.net.client;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * The answer that an exchange received, in the hands of whoever sent the request. The exchange does not hold it, so that
 * one that was dropped can be told.
 */
record ReceivedResponse(int status, MultiMap headers, ResponseBody stream, Runnable abandon) implements HttpResponse {
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
