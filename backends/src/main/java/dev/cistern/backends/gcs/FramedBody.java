package dev.cistern.backends.gcs;

import dev.cistern.backends.parts.PassingBody;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A body with something before and behind it. Confined to the context of the body. */
final class FramedBody implements ReadStream<Buffer> {
    private final PassingBody body;
    private final Buffer before;
    private final Buffer behind;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private boolean begun;

    FramedBody(Buffer before, PassingBody body, Buffer behind) {
        this.before = before;
        this.body = body;
        this.behind = behind;
        var unused = body.handler(this::give).endHandler(end -> ended());
    }

    private void give(Buffer bytes) {
        Handler<Buffer> to = handler;
        if (to != null) {
            to.handle(bytes);
        }
    }

    private void ended() {
        begin();
        give(behind);
        Handler<Void> to = endHandler;
        if (to != null) {
            to.handle(null);
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            give(before);
        }
    }

    @Override
    public FramedBody exceptionHandler(@Nullable Handler<Throwable> handler) {
        var unused = body.exceptionHandler(handler);
        return this;
    }

    @Override
    public FramedBody handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public FramedBody endHandler(@Nullable Handler<Void> handler) {
        this.endHandler = handler;
        return this;
    }

    @Override
    public FramedBody pause() {
        var unused = body.pause();
        return this;
    }

    @Override
    public FramedBody resume() {
        return fetch(Long.MAX_VALUE);
    }

    /** What stands before the body is given with the first demand, and does not count. */
    @Override
    public FramedBody fetch(long amount) {
        begin();
        var unused = body.fetch(amount);
        return this;
    }
}
