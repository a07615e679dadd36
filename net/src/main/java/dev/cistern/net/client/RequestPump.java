package dev.cistern.net.client;

import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * Carries a request's body from its source to the connection, no faster than the peer takes it. Confined to the event loop
 * of the request.
 */
final class RequestPump {
    private final RequestBody body;
    private final HttpClientStream to;
    private final Listener listener;
    private @Nullable ReadStream<Buffer> source;
    private long sentBytes;
    private int unflushed;
    private boolean stopped;

    /** Whom a pump tells how it gets on. */
    interface Listener {
        /** The kernel took something. */
        void bodyMoved();

        /** All of it was handed to the connection. */
        void bodyHandedOver();

        /** All of it is with the kernel. */
        void bodySent();

        /** It ends here: the source failed, or was not as long as announced. */
        void bodyFailed(String why, @Nullable Throwable cause);
    }

    RequestPump(RequestBody body, HttpClientStream to, Listener listener) {
        this.body = body;
        this.to = to;
        this.listener = listener;
    }

    void start() {
        ReadStream<Buffer> opened = body.open();
        source = opened;
        opened.exceptionHandler(this::sourceFailed);
        opened.endHandler(end -> sourceEnded());
        opened.handler(this::take);
        if (!stopped) {
            opened.resume();
        }
    }

    /** Bytes were handed to the connection that the kernel has not taken. */
    boolean waitsForPeer() {
        return unflushed > 0;
    }

    private void take(Buffer chunk) {
        if (stopped || chunk.length() == 0) {
            return;
        }
        sentBytes += chunk.length();
        long length = body.lengthBytes();
        if (length != RequestBody.UNKNOWN_LENGTH && sentBytes > length) {
            fail("the request's body is longer than the " + length + " bytes announced", null);
            return;
        }
        unflushed++;
        to.write(chunk).onComplete(this::flushed);
        ReadStream<Buffer> from = source;
        if (!stopped && from != null && to.isNotWritable()) {
            from.pause();
            to.drainHandler(drained -> {
                if (!stopped) {
                    from.resume();
                }
            });
        }
    }

    private void flushed(AsyncResult<Void> result) {
        unflushed--;
        if (result.succeeded() && !stopped) {
            listener.bodyMoved();
        }
    }

    /** All that is asked for has come, or will: what becomes of the source after its end is no concern of the request. */
    private void sourceFailed(Throwable cause) {
        if (source != null) {
            fail("the request's body could not be read: " + cause.getMessage(), cause);
        }
    }

    /** A stream may refuse whatever is asked of it after its end, so it is let go of. */
    private void sourceEnded() {
        source = null;
        if (stopped) {
            return;
        }
        long length = body.lengthBytes();
        if (length != RequestBody.UNKNOWN_LENGTH && sentBytes < length) {
            fail("the request's body ended after " + sentBytes + " of the " + length + " bytes announced", null);
        } else {
            end();
        }
    }

    private void end() {
        unflushed++;
        listener.bodyHandedOver();
        to.end().onComplete(result -> {
            unflushed--;
            if (result.succeeded() && !stopped) {
                listener.bodySent();
            }
        });
    }

    private void fail(String why, @Nullable Throwable cause) {
        if (!stopped) {
            stop();
            listener.bodyFailed(why, cause);
        }
    }

    /** Takes no more from the source; what comes from it still is dropped. */
    void stop() {
        stopped = true;
        ReadStream<Buffer> from = source;
        if (from != null) {
            source = null;
            from.pause();
            from.handler(null);
            from.endHandler(null);
            from.exceptionHandler(ignored -> {});
        }
    }
}
