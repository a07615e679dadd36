package dev.cistern.node.backed;

import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** An object read chunk by chunk, each from where it is. Confined to its reader's context. */
final class ChunkedObject implements OpenObject {
    private final ObjectInfo info;
    private final ByteRange.Resolved part;
    private final Chunks chunks;
    private OpenObject current;
    /** The one before, whose last bytes may be on their way to the client still. */
    private @Nullable OpenObject before;

    private long remaining;
    private boolean closed;

    /** Opens what is left of the part in the chunk that a position is in. */
    interface Chunks {
        Future<OpenObject> open(long position, long mostBytes);
    }

    /** @param first what {@code chunks} opened for the beginning of the part */
    ChunkedObject(ObjectInfo info, ByteRange.Resolved part, Chunks chunks, OpenObject first) {
        this.info = info;
        this.part = part;
        this.chunks = chunks;
        this.current = first;
        this.remaining = part.length();
    }

    @Override
    public ObjectInfo info() {
        return info;
    }

    @Override
    public long offset() {
        return part.offset();
    }

    @Override
    public long length() {
        return part.length();
    }

    @Override
    public long remaining() {
        return remaining;
    }

    @Override
    public Future<Chunk> next() {
        if (current.remaining() > 0) {
            closeBefore();
            return given(current);
        }
        return goOn().compose(this::given);
    }

    private Future<Chunk> given(OpenObject chunk) {
        return chunk.next().map(bytes -> {
            remaining -= bytes.length();
            return bytes;
        });
    }

    private Future<OpenObject> goOn() {
        closeBefore();
        return chunks.open(part.offset() + part.length() - remaining, remaining).map(opened -> {
            if (closed) {
                opened.close();
                throw new StoreException(Code.CLOSED, "the reader of " + info.name() + " has left");
            }
            before = current;
            current = opened;
            return opened;
        });
    }

    private void closeBefore() {
        OpenObject done = before;
        before = null;
        if (done != null) {
            done.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        closeBefore();
        current.close();
    }
}
