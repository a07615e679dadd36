package dev.cistern.node.engine;

/** A member has no copy of a blob, for instance because its object was overwritten just now. Has no stack trace. */
public final class NoSuchCopyException extends Exception {
    private static final long serialVersionUID = 1L;

    public NoSuchCopyException(String message) {
        super(message, null, false, false);
    }
}
