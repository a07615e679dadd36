package dev.cistern.node.engine.seal;

/** Sealed bytes are not those that were sealed with this key at this place. */
public final class TamperedException extends Exception {
    private static final long serialVersionUID = 1L;

    TamperedException(String message) {
        super(message);
    }
}
