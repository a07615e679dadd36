package dev.cistern.node.users;

/** A user that cannot be made: the message says what would be right. Carries no stack trace. */
public final class InvalidUserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidUserException(String message) {
        super(message, null, false, false);
    }
}
