package dev.cistern.node.backed;

import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.BodyDigests;
import dev.cistern.node.store.StoreException;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way to a backend that checks what its client said of it: the last piece goes on only when all of it came to
 * what it must, so that a body that does not is never whole anywhere. Confined to the event loop of its request.
 */
final class CheckedBody implements ReadStream<Buffer> {
    private final ReadStream<Buffer> body;
    private final BodyDigests digests;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    /** The piece that came last; what comes after it lets it go on. */
    private @Nullable Buffer held;

    /** @param body paused */
    CheckedBody(ReadStream<Buffer> body, BodyChecks checks) {
        this.body = body;
        this.digests = new BodyDigests(checks);
        var unused = body.handler(this::came).endHandler(end -> ended()).exceptionHandler(this::failed);
    }

    private void came(Buffer piece) {
        digests.update(piece);
        Buffer before = held;
        held = piece;
        if (before == null) {
            var unused = body.fetch(1); // the reader asked for a piece and has none yet
        } else {
            give(before);
        }
    }

    private void give(Buffer piece) {
        Handler<Buffer> to = handler;
        if (to != null) {
            to.handle(piece);
        }
    }

    private void ended() {
        try {
            BodyDigests.Values unused = digests.finish();
        } catch (StoreException mismatch) {
            failed(mismatch);
            return;
        }
        Buffer last = held;
        held = null;
        if (last != null) {
            give(last);
        }
        Handler<Void> to = endHandler;
        if (to != null) {
            to.handle(null);
        }
    }

    private void failed(Throwable cause) {
        held = null;
        Handler<Throwable> to = exceptionHandler;
        if (to != null) {
            to.handle(cause);
        }
    }

    @Override
    public CheckedBody handler(@Nullable Handler<Buffer> next) {
        handler = next;
        return this;
    }

    @Override
    public CheckedBody endHandler(@Nullable Handler<Void> next) {
        endHandler = next;
        return this;
    }

    @Override
    public CheckedBody exceptionHandler(@Nullable Handler<Throwable> next) {
        exceptionHandler = next;
        return this;
    }

    @Override
    public CheckedBody pause() {
        var unused = body.pause();
        return this;
    }

    @Override
    public CheckedBody resume() {
        var unused = body.resume();
        return this;
    }

    @Override
    public CheckedBody fetch(long amount) {
        var unused = body.fetch(amount);
        return this;
    }
}
