package dev.cistern.node.backed;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A body whose end is told only after something else was done. Confined to the context of its request. */
final class HeldBody implements ReadStream<Buffer> {
    private final ReadStream<Buffer> body;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private long bytes;

    /**
     * Reads a body.
     *
     * @param body paused
     * @param before begins what is to be done first, once all bytes came, of which it is told the number; if it fails, so does
     *     the body
     */
    HeldBody(ReadStream<Buffer> body, LongFunction<Future<Void>> before) {
        this.body = body;
        var unused = body.handler(this::came)
                .endHandler(
                        end -> before.apply(bytes).onSuccess(done -> ended()).onFailure(this::failed))
                .exceptionHandler(this::failed);
    }

    private void came(Buffer piece) {
        bytes += piece.length();
        if (handler != null) {
            handler.handle(piece);
        }
    }

    private void ended() {
        if (endHandler != null) {
            endHandler.handle(null);
        }
    }

    private void failed(Throwable cause) {
        if (exceptionHandler != null) {
            exceptionHandler.handle(cause);
        }
    }

    @Override
    public HeldBody handler(@Nullable Handler<Buffer> next) {
        handler = next;
        return this;
    }

    @Override
    public HeldBody endHandler(@Nullable Handler<Void> next) {
        endHandler = next;
        return this;
    }

    @Override
    public HeldBody exceptionHandler(@Nullable Handler<Throwable> next) {
        exceptionHandler = next;
        return this;
    }

    @Override
    public HeldBody pause() {
        var unused = body.pause();
        return this;
    }

    @Override
    public HeldBody resume() {
        var unused = body.resume();
        return this;
    }

    @Override
    public HeldBody fetch(long amount) {
        var unused = body.fetch(amount);
        return this;
    }
}
