package dev.cistern.net.client;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a request sends after its headers. A body that can be opened more than once lets the client repeat a request that
 * met a closed connection.
 */
public final class RequestBody {
    /** The length of a body that is known only at its end; it is sent in chunks. */
    public static final long UNKNOWN_LENGTH = -1;

    private static final Buffer NOTHING = Buffer.buffer();
    private static final RequestBody NONE = new RequestBody(0, null, null, null);

    private final long lengthBytes;
    private final @Nullable FirstBytes once;
    private final @Nullable Buffer bytes;
    private final @Nullable Supplier<ReadStream<Buffer>> stream;

    private RequestBody(
            long lengthBytes,
            @Nullable FirstBytes once,
            @Nullable Buffer bytes,
            @Nullable Supplier<ReadStream<Buffer>> stream) {
        if (lengthBytes < UNKNOWN_LENGTH) {
            throw new IllegalArgumentException("length " + lengthBytes + ": use 0 or more, or UNKNOWN_LENGTH");
        }
        this.lengthBytes = lengthBytes;
        this.once = once;
        this.bytes = bytes;
        this.stream = stream;
    }

    /**
     * No body.
     *
     * @return the same one always
     */
    public static RequestBody none() {
        return NONE;
    }

    /**
     * A body in memory; it can be sent again.
     *
     * @param bytes must not change any more
     * @return the body
     */
    public static RequestBody of(Buffer bytes) {
        return new RequestBody(bytes.length(), null, bytes, null);
    }

    /**
     * A body that can be read once, such as one that is being received. Its first {@value FirstBytes#MOST_BYTES} bytes are
     * kept until the request has ended; while no more were read, it can be sent again like any other.
     *
     * @param stream paused or not yet flowing; read on the event loop of the request
     * @param lengthBytes how long it is, or {@link #UNKNOWN_LENGTH}
     * @return the body
     */
    public static RequestBody once(ReadStream<Buffer> stream, long lengthBytes) {
        FirstBytes first = new FirstBytes(stream);
        return new RequestBody(lengthBytes, first, null, first::open);
    }

    /**
     * A body that can be read again from its beginning.
     *
     * @param opened gives a new stream each time; called on the event loop of the request
     * @param lengthBytes how long it is, or {@link #UNKNOWN_LENGTH}
     * @return the body
     */
    public static RequestBody each(Supplier<ReadStream<Buffer>> opened, long lengthBytes) {
        return new RequestBody(lengthBytes, null, null, opened);
    }

    /**
     * How long it is.
     *
     * @return 0 or more, or {@link #UNKNOWN_LENGTH}
     */
    public long lengthBytes() {
        return lengthBytes;
    }

    /**
     * Whether it can be sent from its beginning, now. To be asked on the event loop of the request, or before it is sent.
     *
     * @return false where it could be read once, and too much of it was
     */
    public boolean replayable() {
        return once == null || once.whole();
    }

    /**
     * Whether all of it is there before it is sent.
     *
     * @return true for none, too
     */
    public boolean isInMemory() {
        return stream == null;
    }

    boolean isEmpty() {
        return lengthBytes == 0;
    }

    /**
     * All of it, where it is in memory or there is none.
     *
     * @return not to be changed; null where it is a stream
     */
    public @Nullable Buffer whole() {
        return lengthBytes == 0 ? NOTHING : bytes;
    }

    ReadStream<Buffer> open() {
        if (stream == null) {
            throw new IllegalStateException("a body in memory is not read as a stream");
        }
        return stream.get();
    }
}
