package dev.cistern.backends.http;

import dev.cistern.net.client.HttpResponse;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A response of which the body was read already, and can be read again. Confined to the context of its request. */
final class ReadResponse implements HttpResponse, ReadStream<Buffer> {
    private static final int MOST_BYTES = 64 * 1024;

    private final HttpResponse response;
    private final Buffer bytes;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private boolean given;

    private ReadResponse(HttpResponse response, Buffer bytes) {
        this.response = response;
        this.bytes = bytes;
    }

    /**
     * Reads the body of a refusal. One that is too long, or breaks off, is taken for empty: what it would say is for people.
     *
     * @return never fails
     */
    static Future<ReadResponse> of(HttpResponse response) {
        return ResponseText.read(response, MOST_BYTES)
                .otherwise(Buffer.buffer())
                .map(bytes -> new ReadResponse(response, bytes));
    }

    String text() {
        return bytes.toString();
    }

    @Override
    public int status() {
        return response.status();
    }

    @Override
    public MultiMap headers() {
        return response.headers();
    }

    @Override
    public ReadStream<Buffer> body() {
        return this;
    }

    @Override
    public Future<MultiMap> trailers() {
        return response.trailers();
    }

    @Override
    public void discard() {
        given = true;
    }

    @Override
    public ReadResponse exceptionHandler(@Nullable Handler<Throwable> reader) {
        return this;
    }

    @Override
    public ReadResponse handler(@Nullable Handler<Buffer> reader) {
        handler = reader;
        return this;
    }

    @Override
    public ReadResponse endHandler(@Nullable Handler<Void> reader) {
        endHandler = reader;
        return this;
    }

    @Override
    public ReadResponse pause() {
        return this;
    }

    @Override
    public ReadResponse resume() {
        return fetch(Long.MAX_VALUE);
    }

    /** Gives all at once. */
    @Override
    public ReadResponse fetch(long amount) {
        if (given || amount == 0) {
            return this;
        }
        given = true;
        if (handler != null && bytes.length() > 0) {
            handler.handle(bytes);
        }
        if (endHandler != null) {
            endHandler.handle(null);
        }
        return this;
    }
}
