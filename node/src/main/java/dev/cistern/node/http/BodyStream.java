package dev.cistern.node.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as the store reads it. A client that waits for {@code 100 Continue} gets it when the store first
 * asks for bytes, so a refused body is never sent.
 */
public final class BodyStream implements ReadStream<Buffer> {
    private final HttpServerRequest request;
    private boolean wanted;

    public BodyStream(HttpServerRequest request) {
        this.request = request;
        request.pause();
    }

    @Override
    public BodyStream exceptionHandler(@Nullable Handler<Throwable> handler) {
        request.exceptionHandler(handler);
        return this;
    }

    @Override
    public BodyStream handler(@Nullable Handler<Buffer> handler) {
        request.handler(handler);
        return this;
    }

    @Override
    public BodyStream endHandler(@Nullable Handler<Void> handler) {
        request.endHandler(handler);
        return this;
    }

    @Override
    public BodyStream pause() {
        request.pause();
        return this;
    }

    @Override
    public BodyStream resume() {
        want();
        request.resume();
        return this;
    }

    @Override
    public BodyStream fetch(long amount) {
        want();
        request.fetch(amount);
        return this;
    }

    private void want() {
        if (!wanted) {
            wanted = true;
            UnreadBody.sendContinue(request);
        }
    }
}
