package dev.cistern.backends.http;

import dev.cistern.backends.BackendBody;
import dev.cistern.backends.BackendException;
import dev.cistern.net.client.HttpResponse;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The body of a response; confined to its context. */
final class HttpBackendBody implements BackendBody {
    private final HttpResponse response;
    private final ReadStream<Buffer> stream;
    private final Function<Throwable, BackendException> explain;

    HttpBackendBody(HttpResponse response, Function<Throwable, BackendException> explain) {
        this.response = response;
        this.stream = response.body();
        this.explain = explain;
    }

    @Override
    public void cancel() {
        response.discard();
    }

    @Override
    public HttpBackendBody exceptionHandler(@Nullable Handler<Throwable> handler) {
        stream.exceptionHandler(handler == null ? null : cause -> handler.handle(explain.apply(cause)));
        return this;
    }

    @Override
    public HttpBackendBody handler(@Nullable Handler<Buffer> handler) {
        stream.handler(handler);
        return this;
    }

    @Override
    public HttpBackendBody endHandler(@Nullable Handler<Void> handler) {
        stream.endHandler(handler);
        return this;
    }

    @Override
    public HttpBackendBody pause() {
        stream.pause();
        return this;
    }

    @Override
    public HttpBackendBody resume() {
        stream.resume();
        return this;
    }

    @Override
    public HttpBackendBody fetch(long amount) {
        stream.fetch(amount);
        return this;
    }
}
