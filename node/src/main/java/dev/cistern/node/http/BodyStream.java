package dev.cistern.node.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as the store reads it. A client that waits for {@code 100 Continue} gets it when the store first
 * asks for bytes, so a refused body is never sent. That the client left is told also to who listens only later, as the store
 * does that first has to ask others. Confined to the context of its request.
 */
public final class BodyStream implements ReadStream<Buffer> {
    private final HttpServerRequest request;
    private boolean wanted;
    private @Nullable Throwable failure;
    private @Nullable Handler<Throwable> exceptionHandler;

    public BodyStream(HttpServerRequest request) {
        this.request = request;
        request.pause();
        request.exceptionHandler(this::failed);
    }

    private void failed(Throwable cause) {
        failure = cause;
        if (exceptionHandler != null) {
            exceptionHandler.handle(cause);
        }
    }

    @Override
    public BodyStream exceptionHandler(@Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
        if (failure == null && request.response().closed()) {
            failure = new ClosedChannelException();
        }
        if (failure != null && handler != null) {
            handler.handle(failure);
        }
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
