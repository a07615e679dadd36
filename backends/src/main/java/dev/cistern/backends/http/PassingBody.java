package dev.cistern.backends.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way through, digested as it passes. A source that breaks off before anybody listens is not forgotten.
 * Confined to the context of its source.
 */
public final class PassingBody implements ReadStream<Buffer> {
    private final ReadStream<Buffer> source;
    private final MessageDigest digest;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private @Nullable Throwable failure;
    private boolean ended;
    private long bytes;

    /** @param source paused until this is resumed */
    public PassingBody(ReadStream<Buffer> source) {
        this.source = source;
        this.digest = newDigest();
        var unused = source.pause();
        var listening =
                source.exceptionHandler(this::failed).handler(this::passed).endHandler(end -> ended());
        assert listening != null;
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** Of all that has passed, 32 lower-case hexadecimal digits; to be asked once. */
    public String md5() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** How much has passed. */
    public long bytes() {
        return bytes;
    }

    private void passed(Buffer buffer) {
        bytes += buffer.length();
        digest.update(buffer.getBytes());
        if (handler != null) {
            handler.handle(buffer);
        }
    }

    private void ended() {
        ended = true;
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
