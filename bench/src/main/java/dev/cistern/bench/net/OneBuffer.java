package dev.cistern.bench.net;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A stream of one buffer, which is gone once it was given. Confined to the event loop that reads it. */
final class OneBuffer implements ReadStream<Buffer> {
    private final Buffer buffer;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> end;
    private long demand = Long.MAX_VALUE;
    private boolean given;
    private boolean ended;

    OneBuffer(Buffer buffer) {
        this.buffer = buffer;
    }

    private void give() {
        Handler<Buffer> reader = handler;
        if (!given && demand > 0 && reader != null) {
            given = true;
            reader.handle(buffer);
        }
        Handler<Void> told = end;
        if (given && !ended && told != null) {
            ended = true;
            told.handle(null);
        }
    }

    @Override
    public OneBuffer exceptionHandler(@Nullable Handler<Throwable> failure) {
        return this;
    }

    @Override
    public OneBuffer handler(@Nullable Handler<Buffer> reader) {
        handler = reader;
        give();
        return this;
    }

    @Override
    public OneBuffer endHandler(@Nullable Handler<Void> told) {
        end = told;
        give();
        return this;
    }

    @Override
    public OneBuffer pause() {
        demand = 0;
        return this;
    }

    @Override
    public OneBuffer resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public OneBuffer fetch(long amount) {
        demand = Long.MAX_VALUE;
        give();
        return this;
    }
}
