package dev.cistern.backends;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * The bytes of an object as they come from its backend, with back-pressure: paused until resumed. The end handler is
 * called when all of them came, and only then; a body that breaks off ends in the exception handler, with a
 * {@link BackendException}. Confined to the context it was opened on.
 */
public interface BackendBody extends ReadStream<Buffer> {

    /** Gives up the rest. Does nothing after the end. */
    void cancel();
}
