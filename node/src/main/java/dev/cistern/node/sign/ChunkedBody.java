package dev.cistern.node.sign;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A body out of Amazon's chunks, as a stream of its bytes alone; confined to the connection's event loop. Fails where a
 * chunk is broken or its signature wrong, where bytes are missing or too many; what was given before is then not to be
 * believed, so nothing of it may be stored before the end.
 */
public final class ChunkedBody implements ReadStream<Buffer> {
    private final ReadStream<Buffer> source;
    private final ChunkDecoder decoder;
    private final OptionalLong length;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private long given;
    private @Nullable Throwable failure;

    /** @param length bytes without their framing, where the client announced them */
    public ChunkedBody(ReadStream<Buffer> source, Payload.Chunked form, OptionalLong length) {
        this.source = source;
        this.decoder = new ChunkDecoder(form, this::give);
        this.length = length;
        source.handler(this::received);
        source.endHandler(end -> ended());
        source.exceptionHandler(this::fail);
    }

    /** What came behind the last chunk, by lower-case name; complete once the stream has ended. */
    public Map<String, String> trailers() {
        return decoder.trailers();
    }

    @Override
    public ChunkedBody handler(@Nullable Handler<Buffer> to) {
        handler = to;
        return this;
    }

    @Override
    public ChunkedBody endHandler(@Nullable Handler<Void> to) {
        endHandler = to;
        return this;
    }

    @Override
    public ChunkedBody exceptionHandler(@Nullable Handler<Throwable> to) {
        exceptionHandler = to;
        if (failure != null && to != null) {
            to.handle(failure);
        }
        return this;
    }

    @Override
    public ChunkedBody pause() {
        var unused = source.pause();
        return this;
    }

    @Override
    public ChunkedBody resume() {
        var unused = source.resume();
        return this;
    }

    @Override
    public ChunkedBody fetch(long amount) {
        var unused = source.fetch(amount);
        return this;
    }

    private void received(Buffer buffer) {
        if (failure != null) {
            return;
        }
        try {
            decoder.decode(buffer);
        } catch (S3Exception e) {
            fail(e);
        }
    }

    private void give(Buffer data) {
        given += data.length();
        if (length.isPresent() && given > length.getAsLong()) {
            throw new S3Exception(
                    S3Error.INCOMPLETE_BODY,
                    "the chunks have more than the " + length.getAsLong() + " bytes of x-amz-decoded-content-length");
        }
        if (handler != null) {
            handler.handle(data);
        }
    }

    private void ended() {
        if (failure != null) {
            return;
        }
        if (!decoder.isDone()) {
            fail(new S3Exception(S3Error.INCOMPLETE_BODY, "the body ends in the middle of a chunk"));
        } else if (length.isPresent() && given != length.getAsLong()) {
            fail(new S3Exception(
                    S3Error.INCOMPLETE_BODY,
                    "the chunks have " + given + " bytes, not the " + length.getAsLong()
                            + " of x-amz-decoded-content-length"));
        } else if (endHandler != null) {
            endHandler.handle(null);
        }
    }

    private void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
            if (exceptionHandler != null) {
                exceptionHandler.handle(cause);
            }
        }
    }
}
