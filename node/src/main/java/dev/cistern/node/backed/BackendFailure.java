package dev.cistern.node.backed;

import dev.cistern.backends.BackendException;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;

/** What a backend's failure is to those who ask the store. */
final class BackendFailure {
    private BackendFailure() {}

    /** Its cause is left out: what broke is a connection of ours, and must not look like the client's. */
    static StoreException of(Throwable cause) {
        if (cause instanceof StoreException failed) {
            return failed;
        }
        if (cause instanceof BackendException failed) {
            Code code =
                    switch (failed.fault()) {
                        case BACKEND -> Code.BACKEND_FAILED;
                        case BACKEND_TIME -> Code.BACKEND_TIMEOUT;
                        case BUSY -> Code.BUSY;
                        case CLOSED -> Code.CLOSED;
                    };
            return new StoreException(code, String.valueOf(failed.getMessage()));
        }
        return new StoreException(Code.INTERNAL, "fetching failed: " + cause, cause);
    }
}
