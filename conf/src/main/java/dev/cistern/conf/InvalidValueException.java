package dev.cistern.conf;

/** A text that is no value of its key. Has no stack trace. */
public final class InvalidValueException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String suggestion;

    InvalidValueException(String reason, String suggestion) {
        super(reason, null, false, false);
        this.suggestion = suggestion;
    }

    /** What is wrong. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    /** What would be right; empty when the reason says it all. */
    public String suggestion() {
        return suggestion;
    }
}
