package dev.cistern.net.client;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response as its reader sees it: paused until read, ended or failed exactly once. Confined to the event
 * loop of the request.
 */
final class ResponseBody implements ReadStream<Buffer> {
    private final HttpClientResponse from;
    private final Listener listener;
    private final ContextInternal context;
    private @Nullable Promise<MultiMap> trailers;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private @Nullable RequestFailedException failure;
    private long demand;
    private boolean ended;
    private boolean told;

    /** Whom a body tells what happens on the connection. */
    interface Listener {
        /** The reader wants more, having wanted nothing until now. */
        void readerWaits();

        /** The reader got some. */
        void chunkCame();

        /** That was all. */
        void responseEnded();
    }

    ResponseBody(HttpClientResponse from, ContextInternal context, Listener listener) {
        this.from = from;
        this.context = context;
        this.listener = listener;
        from.pause();
        from.handler(this::take);
        from.endHandler(end -> end());
    }

    /** There is none, so its end needs no reader. */
    void expectNothing() {
        from.fetch(1);
    }

    boolean readerIsWaiting() {
        return demand > 0 && !ended && failure == null;
    }

    Future<MultiMap> trailers() {
        Promise<MultiMap> asked = trailers;
        if (asked == null) {
            asked = context.promise();
            trailers = asked;
            settle(asked);
        }
        return asked.future();
    }

    private void settle(@Nullable Promise<MultiMap> asked) {
        if (asked == null) {
            return;
        }
        if (ended) {
            asked.tryComplete(from.trailers());
        } else if (failure != null) {
            asked.tryFail(failure);
        }
    }

    private void take(Buffer chunk) {
        if (failure != null) {
            return;
        }
        if (demand != Long.MAX_VALUE) {
            demand--;
        }
        listener.chunkCame();
        Handler<Buffer> reader = handler;
        if (reader != null) {
            reader.handle(chunk);
        }
    }

    private void end() {
        if (failure != null || ended) {
            return;
        }
        ended = true;
        listener.responseEnded();
        settle(trailers);
        tell();
    }

    /** The rest will not come. */
    void fail(RequestFailedException why) {
        if (ended || failure != null) {
            return;
        }
        failure = why;
        settle(trailers);
        tell();
    }

    /** A failure is told at once; the end when the reader has asked for what comes next. */
    private void tell() {
        RequestFailedException why = failure;
        if (told) {
            return;
        }
        if (why != null && exceptionHandler != null) {
            told = true;
            exceptionHandler.handle(why);
        } else if (ended && demand > 0 && endHandler != null) {
            told = true;
            endHandler.handle(null);
        }
    }

    private void tellSoon() {
        if (!told && (failure != null || ended)) {
            context.runOnContext(soon -> tell());
        }
    }

    @Override
    public ResponseBody handler(@Nullable Handler<Buffer> reader) {
        handler = reader;
        return this;
    }

    @Override
    public ResponseBody endHandler(@Nullable Handler<Void> reader) {
        endHandler = reader;
        tellSoon();
        return this;
    }

    @Override
    public ResponseBody exceptionHandler(@Nullable Handler<Throwable> reader) {
        exceptionHandler = reader;
        tellSoon();
        return this;
    }

    @Override
    public ResponseBody pause() {
        demand = 0;
        from.pause();
        return this;
    }

    @Override
    public ResponseBody resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public ResponseBody fetch(long amount) {
        if (amount < 0) {
            throw new IllegalArgumentException("fetch " + amount + ": must be 0 or more");
        }
        if (amount == 0) {
            return this;
        }
        boolean waited = demand > 0;
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        if (!waited) {
            listener.readerWaits();
        }
        if (ended || failure != null) {
            tellSoon();
        } else {
            from.fetch(amount);
        }
        return this;
    }
}
