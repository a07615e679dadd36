package dev.cistern.backends;

/** A backend did not do what it was asked. Expected, so without a stack trace. */
public final class BackendException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Fault fault;

    /** @param message what went wrong and where, such that it can be shown to whoever asked for the object */
    public BackendException(Fault fault, String message) {
        super(message, null, false, false);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }

    /** Whose fault it is. */
    public enum Fault {
        /** The backend cannot be reached, answers with an error, or breaks off. */
        BACKEND,
        /** The backend is too slow. */
        BACKEND_TIME,
        /** This node has as many requests to the backend as its settings allow. */
        BUSY,
        /** This node is stopping. */
        CLOSED
    }
}
