package dev.cistern.backends;

import org.jspecify.annotations.Nullable;

/** A backend did not do what it was asked. Expected, so without a stack trace. */
public final class BackendException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Fault fault;

    /** @param message what went wrong and where, such that it can be shown to whoever asked for the object */
    public BackendException(Fault fault, String message) {
        this(fault, message, null);
    }

    /** @param cause of a {@link Fault#BODY}: what became of the body */
    public BackendException(Fault fault, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }

    /** Whether a write that failed so has certainly changed nothing; else the backend may have done it, or still do it. */
    public boolean isCertain() {
        return fault.certain;
    }

    /** Whose fault it is. */
    public enum Fault {
        /** The backend answers with an error, or breaks off. */
        BACKEND(false),
        /** The backend is too slow. */
        BACKEND_TIME(false),
        /** The backend cannot be reached, so it was asked nothing. */
        UNREACHABLE(true),
        /** This node has as many requests to the backend as its settings allow, or the backend is as busy. */
        BUSY(true),
        /** This node is stopping. */
        CLOSED(false),
        /** There is nothing of that key to be removed. */
        MISSING(true),
        /** The conditions of the request do not hold at the backend. */
        CONDITION(true),
        /** The bytes do not come to the checksum that came with them. */
        CHECKSUM(true),
        /** The backend takes no object as large. */
        TOO_LARGE(true),
        /** The backend has no room for it. */
        NO_SPACE(true),
        /** The backend gives objects whole, and no parts of them. */
        NO_PARTS(true),
        /** The backend is not written to. */
        READ_ONLY(true),
        /** The backend finds the request wrong. */
        REFUSED(true),
        /** Backends that lead to one another in a circle, or too many of them one behind the other. */
        LOOP(true),
        /** The body of the request broke off. */
        BODY(false);

        private final boolean certain;

        Fault(boolean certain) {
            this.certain = certain;
        }
    }
}
