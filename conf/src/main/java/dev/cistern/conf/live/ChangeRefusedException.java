package dev.cistern.conf.live;

/** A change that cannot be made now, however valid its values; the message says why. Has no stack trace. */
public final class ChangeRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message why not, and what would have to be done first */
    public ChangeRefusedException(String message) {
        super(message, null, false, false);
    }
}
