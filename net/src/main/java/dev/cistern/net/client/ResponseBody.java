package dev.cistern.net.client;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response as its reader sees it: paused until read, ended or failed exactly once. Confined to the event
 * loop of the request.
 */
final class ResponseBody implements ReadStream<Buffer> {
    private final ResponseFlow flow;
    private final ContextInternal context;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private boolean told;

    ResponseBody(ResponseFlow flow, ContextInternal context) {
        this.flow = flow;
        this.context = context;
    }

    ResponseFlow flow() {
        return flow;
    }

    void take(Buffer chunk) {
        Handler<Buffer> reader = handler;
        if (reader != null) {
            reader.handle(chunk);
        }
    }

    /** A failure is told at once; the end when the reader has asked for what comes next. */
    void tell() {
        RequestFailedException why = flow.failure();
        if (told) {
            return;
        }
        if (why != null && exceptionHandler != null) {
            told = true;
            exceptionHandler.handle(why);
        } else if (flow.endIsDue() && endHandler != null) {
            told = true;
            endHandler.handle(null);
        }
    }

    private void tellSoon() {
        if (!told && flow.over()) {
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
        flow.pause();
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
        if (amount > 0) {
            flow.fetch(this, amount);
            tellSoon();
        }
        return this;
    }
}
