package dev.cistern.net.pool;

import dev.cistern.net.CloseReason;

/** A connection could not be dialled, and the connector knows at which step. Has no stack trace: it is expected. */
public final class DialFailedException extends Exception {
    private static final long serialVersionUID = 1;

    private final CloseReason reason;

    /**
     * Makes the failure of one dial.
     *
     * @param reason {@link CloseReason#CONNECT_FAIL} or {@link CloseReason#TLS_FAIL}
     * @param message what failed, and where
     * @param cause what the network said
     */
    public DialFailedException(CloseReason reason, String message, Throwable cause) {
        super(message, cause, false, false);
        this.reason = reason;
    }

    /**
     * The step that failed.
     *
     * @return the reason that the dial counts under
     */
    public CloseReason reason() {
        return reason;
    }
}
