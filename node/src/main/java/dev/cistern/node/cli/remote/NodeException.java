package dev.cistern.node.cli.remote;

/** Why a node did not do what it was asked, or why it could not be asked. Carries no stack trace: it is for a person. */
public final class NodeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final transient Json body;

    NodeException(Kind kind, String message, Json body) {
        super(message, null, false, false);
        this.kind = kind;
        this.body = body;
    }

    /** A failure with no answer that says more. */
    public NodeException(Kind kind, String message) {
        this(kind, message, Json.of((String) null));
    }

    public Kind kind() {
        return kind;
    }

    /** The answer as sent, with {@code code} and {@code problems} where there are any. */
    public Json body() {
        return body;
    }

    /** What to do about a failure. */
    public enum Kind {
        /** Nobody listens there. */
        UNREACHABLE(true),
        /** The connection broke, or the answer was not whole. */
        BROKEN(true),
        /** Too much at once: later it works. */
        BUSY(true),
        NOT_FOUND(false),
        /** A condition does not hold, or something is there already. */
        CONFLICT(false),
        /** The range lies outside the object. */
        RANGE(false),
        /** Settings that break a rule: {@code problems} says which. */
        INVALID_SETTINGS(false),
        REFUSED(false),
        /** Bytes are not what their checksum says. */
        CORRUPT(false);

        private final boolean passing;

        Kind(boolean passing) {
            this.passing = passing;
        }

        /** Whether the same request may succeed later. */
        boolean isPassing() {
            return passing;
        }
    }
}
