package dev.cistern.node.backed;

import dev.cistern.backends.BackendException;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;

/** What a backend's failure is to those who ask the store. */
final class BackendFailure {
    private BackendFailure() {}

    /** Its cause is left out unless it is the client's body: what broke else is a connection of ours. */
    static StoreException of(Throwable cause) {
        if (cause instanceof StoreException failed) {
            return failed;
        }
        if (cause instanceof BackendException failed) {
            if (failed.getCause() instanceof StoreException said) {
                return said;
            }
            return new StoreException(code(failed.fault()), String.valueOf(failed.getMessage()), failed.getCause());
        }
        return new StoreException(Code.INTERNAL, "asking a backend failed: " + cause, cause);
    }

    private static Code code(BackendException.Fault fault) {
        return switch (fault) {
            case BACKEND, UNREACHABLE, NO_PARTS -> Code.BACKEND_FAILED;
            case BACKEND_TIME -> Code.BACKEND_TIMEOUT;
            case BUSY -> Code.BUSY;
            case CLOSED -> Code.CLOSED;
            case MISSING -> Code.NO_SUCH_OBJECT;
            case CONDITION -> Code.PRECONDITION_FAILED;
            case CHECKSUM -> Code.CHECKSUM_MISMATCH;
            case TOO_LARGE -> Code.TOO_LARGE;
            case NO_SPACE -> Code.NO_SPACE;
            case READ_ONLY -> Code.READ_ONLY;
            case REFUSED -> Code.INVALID_ARGUMENT;
            case LOOP -> Code.BACKEND_LOOP;
            case BODY -> Code.INCOMPLETE_BODY;
        };
    }
}
