package dev.cistern.net.client;

import org.jspecify.annotations.Nullable;

/**
 * A request could not be answered. Its message says what went wrong, where and after how long; its cause, if any, says
 * what the network said. It has no stack trace: it tells of the network, not of the program.
 */
public final class RequestFailedException extends Exception {
    private static final long serialVersionUID = 1;

    /** What went wrong. */
    public enum Kind {
        /** No connection became free in time, or too many requests were waiting for one. */
        NO_CONNECTION,
        /** The host could not be found or reached. */
        CONNECT,
        /** The TLS handshake failed. */
        TLS,
        /** The headers of the response did not come in time. */
        RESPONSE_TIMEOUT,
        /** The body of the request or of the response did not move on in time. */
        BODY_STALLED,
        /** The peer closed or reset the connection before the end of the response. */
        CONNECTION_LOST,
        /** What the peer sent is not HTTP. */
        PROTOCOL,
        /** The body of the request failed, or was not as long as announced. */
        REQUEST_BODY,
        /** It was cancelled. */
        CANCELLED,
        /** The client is closed. */
        SHUTDOWN
    }

    private final Kind kind;

    RequestFailedException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.kind = kind;
    }

    /**
     * What went wrong.
     *
     * @return what to decide by
     */
    public Kind kind() {
        return kind;
    }
}
