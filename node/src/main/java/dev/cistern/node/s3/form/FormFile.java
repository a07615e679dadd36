package dev.cistern.node.s3.form;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The file of a form, as a stream of its bytes alone, at the reader's pace; confined to the connection's event loop. What
 * follows it in the form means nothing, is bounded, and is read before the stream ends. Fails where the form is cut off, or
 * the file is larger or smaller than allowed; what was given before is then not to be stored.
 */
public final class FormFile implements ReadStream<Buffer> {
    /** Most bytes that may follow a file. */
    private static final long MOST_TRAILING_BYTES = 64 * 1024;

    private final ReadStream<Buffer> source;
    private final byte[] delimiter;
    private @Nullable Buffer first;
    /** What may be the beginning of the delimiter. */
    private byte[] held = new byte[0];

    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private long least;
    private long most = Long.MAX_VALUE;
    private long demand;
    private long given;
    private long trailing;
    private boolean fetching;
    private boolean pumping;
    private boolean closed;
    private boolean ended;
    private boolean done;
    private @Nullable Throwable failure;

    /**
     * Takes over the stream of the whole body.
     *
     * @param delimiter what stands behind the file
     * @param first bytes that were read already
     */
    FormFile(ReadStream<Buffer> source, byte[] delimiter, Buffer first) {
        this.source = source;
        this.delimiter = delimiter;
        this.first = first;
        source.handler(this::received);
        source.endHandler(end -> {
            ended = true;
            pump();
        });
        source.exceptionHandler(this::fail);
    }

    /** To be called before the first byte is asked for. */
    public void limit(long leastBytes, long mostBytes) {
        least = leastBytes;
        most = mostBytes;
    }

    @Override
    public FormFile handler(@Nullable Handler<Buffer> to) {
        handler = to;
        return this;
    }

    @Override
    public FormFile endHandler(@Nullable Handler<Void> to) {
        endHandler = to;
        return this;
    }

    @Override
    public FormFile exceptionHandler(@Nullable Handler<Throwable> to) {
        exceptionHandler = to;
        if (failure != null && to != null) {
            to.handle(failure);
        }
        return this;
    }

    @Override
    public FormFile pause() {
        demand = 0;
        return this;
    }

    @Override
    public FormFile resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public FormFile fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        pump();
        return this;
    }

    /** Asks for one buffer after the other while somebody wants any. A loop, since a stream may answer within the call. */
    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        while (demand > 0 && !done) {
            Buffer before = first;
            if (before != null) {
                first = null;
                take(before);
            } else if (ended) {
                end();
            } else if (fetching) {
                break;
            } else {
                fetching = true;
                var unused = source.fetch(1);
            }
        }
        pumping = false;
    }

    private void received(Buffer buffer) {
        fetching = false;
        if (!done) {
            take(buffer);
            pump();
        }
    }

    private void take(Buffer buffer) {
        if (closed) {
            trailing += buffer.length();
            if (trailing > MOST_TRAILING_BYTES) {
                fail(new S3Exception(S3Error.MALFORMED_POST));
            }
            return;
        }
        byte[] bytes = joined(held, buffer);
        int end = find(bytes);
        if (end >= 0) {
            closed = true;
            held = new byte[0];
            give(Buffer.buffer(Arrays.copyOf(bytes, end)));
            return;
        }
        int kept = beginning(bytes);
        held = Arrays.copyOfRange(bytes, kept, bytes.length);
        give(kept == bytes.length ? Buffer.buffer(bytes) : Buffer.buffer(Arrays.copyOf(bytes, kept)));
    }

    private void give(Buffer data) {
        given += data.length();
        if (given > most) {
            fail(new S3Exception(S3Error.ENTITY_TOO_LARGE));
        } else if (data.length() > 0) {
            demand -= demand == Long.MAX_VALUE ? 0 : 1;
            if (handler != null) {
                handler.handle(data);
            }
        }
    }

    private void end() {
        if (!closed) {
            fail(new S3Exception(S3Error.MALFORMED_POST));
        } else if (given < least) {
            fail(new S3Exception(S3Error.ENTITY_TOO_SMALL));
        } else {
            done = true;
            if (endHandler != null) {
                endHandler.handle(null);
            }
        }
    }

    private void fail(Throwable cause) {
        if (!done) {
            done = true;
            failure = cause;
            if (exceptionHandler != null) {
                exceptionHandler.handle(cause);
            }
        }
    }

    private static byte[] joined(byte[] before, Buffer buffer) {
        byte[] bytes = new byte[before.length + buffer.length()];
        System.arraycopy(before, 0, bytes, 0, before.length);
        buffer.getBytes(0, buffer.length(), bytes, before.length);
        return bytes;
    }

    /** Where the delimiter begins; -1 where it is not there as a whole. */
    private int find(byte[] bytes) {
        for (int i = 0; i <= bytes.length - delimiter.length; i++) {
            if (bytes[i] == delimiter[0]
                    && Arrays.equals(bytes, i, i + delimiter.length, delimiter, 0, delimiter.length)) {
                return i;
            }
        }
        return -1;
    }

    /** Where the bytes end in something that a delimiter begins with; their length where they do not. */
    private int beginning(byte[] bytes) {
        for (int i = Math.max(0, bytes.length - delimiter.length + 1); i < bytes.length; i++) {
            int length = bytes.length - i;
            if (bytes[i] == delimiter[0] && Arrays.equals(bytes, i, bytes.length, delimiter, 0, length)) {
                return i;
            }
        }
        return bytes.length;
    }
}
