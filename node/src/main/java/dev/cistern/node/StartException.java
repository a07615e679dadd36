package dev.cistern.node;

import org.jspecify.annotations.Nullable;

/** Why a node does not start: what is wrong, and what would be right. */
final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
