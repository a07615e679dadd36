package dev.cistern.node.backed;

import dev.cistern.backends.Backend;

/** Opens backends; used by any thread. */
@FunctionalInterface
public interface Backends {

    /**
     * Opens the backend at a URL; nothing is sent yet.
     *
     * @param via how the request has come so far, passed on with all that is asked of the backend
     * @throws IllegalArgumentException for a URL that cannot be used, saying what would be right
     */
    Backend open(String url, String via);
}
