package dev.cistern.backends.parts;

import dev.cistern.backends.BackendException;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way through, digested as it passes. Where it must come to something, its last piece goes on only when it
 * has, so that what does not is whole nowhere. A source that breaks off before anybody listens is not forgotten. Confined to
 * the context of its source.
 */
public final class PassingBody implements ReadStream<Buffer> {
    private final ReadStream<Buffer> source;
    private final Digests digests;
    private final boolean checked;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private @Nullable Throwable failure;
    private @Nullable Buffer held;
    private boolean ended;
    private String md5 = "";
    private long bytes;

    /**
     * Reads a body on.
     *
     * @param source paused until this is resumed
     * @param expected what it must come to, see {@link dev.cistern.backends.BackendPut#checksums}
     */
    public PassingBody(ReadStream<Buffer> source, Map<String, String> expected) {
        this.source = source;
        this.digests = new Digests(expected);
        this.checked = !expected.isEmpty();
        var unused = source.pause();
        var listening =
                source.exceptionHandler(this::failed).handler(this::passed).endHandler(end -> ended());
        assert listening != null;
    }

    /**
     * Of all that has passed, 32 lower-case hexadecimal digits; to be asked when no more will pass.
     *
     * @throws BackendException where that is not what it must come to
     */
    public String md5() throws BackendException {
        if (md5.isEmpty()) {
            md5 = digests.finish();
        }
        return md5;
    }

    /** How much has passed. */
    public long bytes() {
        return bytes;
    }

    private void passed(Buffer buffer) {
        bytes += buffer.length();
        digests.update(buffer);
        if (!checked) {
            give(buffer);
            return;
        }
        Buffer before = held;
        held = buffer;
        if (before == null) {
            var unused = source.fetch(1); // the reader asked for a piece and has none yet
        } else {
            give(before);
        }
    }

    private void give(Buffer buffer) {
        if (handler != null) {
            handler.handle(buffer);
        }
    }

    private void ended() {
        if (failure != null || ended) {
            return;
        }
        try {
            String unused = md5();
        } catch (BackendException mismatch) {
            failed(mismatch);
            return;
        }
        ended = true;
        Buffer last = held;
        held = null;
        if (last != null) {
            give(last);
        }
        if (endHandler != null) {
            endHandler.handle(null);
        }
    }

    private void failed(Throwable cause) {
        if (failure != null || ended) {
            return;
        }
        failure = cause;
        if (exceptionHandler != null) {
            exceptionHandler.handle(cause);
        }
    }

    @Override
    public PassingBody exceptionHandler(@Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
        if (handler != null && failure != null) {
            handler.handle(failure);
        }
        return this;
    }

    @Override
    public PassingBody handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public PassingBody endHandler(@Nullable Handler<Void> handler) {
        this.endHandler = handler;
        return this;
    }

    @Override
    public PassingBody pause() {
        var unused = source.pause();
        return this;
    }

    @Override
    public PassingBody resume() {
        var unused = source.resume();
        return this;
    }

    @Override
    public PassingBody fetch(long amount) {
        var unused = source.fetch(amount);
        return this;
    }
}
