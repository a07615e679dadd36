package dev.cistern.net.pool;

import org.jspecify.annotations.Nullable;

/** Why there is no connection. Has no stack trace: it is expected. */
public final class AcquireException extends Exception {
    private static final long serialVersionUID = 1;

    /** The kinds of it. */
    public enum Code {
        /** None came free in time. */
        TIMEOUT,
        /** As many wait for the host as may. */
        TOO_MANY_WAITERS,
        /** None is spare, and no other would do. */
        NONE_SPARE,
        /** As many hosts as the pool can know are in use. */
        TOO_MANY_HOSTS,
        /** Dialling failed; the cause tells how. */
        DIAL_FAILED,
        /** Whoever asked does not want it any more. */
        CANCELLED,
        /** The pool is closed. */
        POOL_CLOSED
    }

    private final Code code;

    AcquireException(Code code, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.code = code;
    }

    /**
     * The kind.
     *
     * @return one of the closed set
     */
    public Code code() {
        return code;
    }
}
