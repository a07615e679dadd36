package dev.cistern.node.http;

/** The client left before it had its whole response: nobody's fault, and nobody is left to tell. Has no stack trace. */
final class ClientGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClientGoneException(Throwable cause) {
        super("the client left before it had its whole response", cause, false, false);
    }
}
