package dev.cistern.net.client;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * The answer to a request: its status and headers, and its body, which is paused until it is read. The connection is
 * held until the body has ended, failed or been discarded, so one of them must come. A response that is dropped instead is
 * noticed once it is garbage, and its connection closed with {@link dev.cistern.net.CloseReason#LEAK}. Confined to the event loop of the
 * request, except {@link #discard}.
 */
public interface HttpResponse {
    /** A rest of a body that is longer is not worth its connection. */
    int DRAINED_MAX = 64 * 1024;

    /**
     * The status code.
     *
     * @return 200 to 599
     */
    int status();

    /**
     * The headers.
     *
     * @return as received
     */
    MultiMap headers();

    /**
     * The body, with back-pressure: paused until handlers are set and {@code resume} or {@code fetch} is called. A body
     * that breaks off ends in its exception handler with a {@link RequestFailedException}, never in its end handler.
     *
     * @return the same stream always
     */
    ReadStream<Buffer> body();

    /**
     * What came after the body.
     *
     * @return completes when the body has ended, empty where nothing came; fails as the body does
     */
    Future<MultiMap> trailers();

    /** Gives up the rest of the body; its connection is closed. Does nothing after its end. Any thread may call it. */
    void discard();

    /**
     * Reads the rest of the body for nothing but its connection, which can then be used again; one that is longer than {@value
     * #DRAINED_MAX} bytes is discarded.
     */
    default void drain() {
        int[] dropped = {0};
        ReadStream<Buffer> rest = body().exceptionHandler(broken -> {}).handler(part -> {
            dropped[0] += part.length();
            if (dropped[0] > DRAINED_MAX) {
                discard();
            }
        });
        ReadStream<Buffer> unused = rest.resume();
    }
}
