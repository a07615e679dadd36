package dev.cistern.node.store;

import dev.cistern.node.store.OpenObject.Chunk;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * An open object, read as buffers, as the body of another; closes it at its end. Begins paused. Confined to one context.
 */
public final class ObjectStream implements ReadStream<Buffer> {
    private final OpenObject object;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private @Nullable Buffer read; // While nobody wants it yet.
    private long demand;
    private boolean reading;
    private boolean closed;

    /** @param object opened in the form of buffers */
    public ObjectStream(OpenObject object) {
        this.object = object;
    }

    @Override
    public ObjectStream handler(@Nullable Handler<Buffer> to) {
        handler = to;
        return this;
    }

    @Override
    public ObjectStream endHandler(@Nullable Handler<Void> to) {
        endHandler = to;
        return this;
    }

    @Override
    public ObjectStream exceptionHandler(@Nullable Handler<Throwable> to) {
        exceptionHandler = to;
        return this;
    }

    @Override
    public ObjectStream pause() {
        demand = 0;
        return this;
    }

    @Override
    public ObjectStream resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public ObjectStream fetch(long amount) {
        demand = amount > Long.MAX_VALUE - demand ? Long.MAX_VALUE : demand + amount;
        read();
        return this;
    }

    /** Gives the object back, also when it was not read to its end. */
    public void close() {
        if (!closed) {
            closed = true;
            read = null;
            object.close();
        }
    }

    private void read() {
        if (reading || closed || demand == 0) {
            return;
        }
        Buffer waiting = read;
        if (waiting != null) {
            read = null;
            pass(waiting);
            return;
        }
        if (object.remaining() == 0) {
            close();
            if (endHandler != null) {
                endHandler.handle(null);
            }
            return;
        }
        reading = true;
        object.next().onSuccess(this::give).onFailure(this::fail);
    }

    private void give(Chunk chunk) {
        reading = false;
        if (closed) {
            return;
        }
        Buffer bytes = ((Chunk.Bytes) chunk).kept();
        if (demand == 0) { // Paused meanwhile.
            read = bytes;
        } else {
            pass(bytes);
        }
    }

    private void pass(Buffer bytes) {
        if (demand != Long.MAX_VALUE) {
            demand--;
        }
        if (handler != null) {
            handler.handle(bytes);
        }
        read();
    }

    private void fail(Throwable cause) {
        reading = false;
        close();
        if (exceptionHandler != null) {
            exceptionHandler.handle(cause);
        }
    }
}
