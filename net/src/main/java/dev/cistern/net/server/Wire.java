package dev.cistern.net.server;

import dev.cistern.net.CloseReason;

/** What can be done to a client's socket. Confined to its event loop; no method calls back before it returns. */
interface Wire {
    /**
     * Closes: at once, or after an answer and a GOAWAY where the protocol has one for the reason. The socket is gone
     * within {@link Upkeep#LINGER}, or is cut.
     */
    void close(CloseReason reason);

    /** Closes with no regard to what is unsent. */
    void cut();

    /** Tells an HTTP/2 peer to open no more streams. */
    void goAway();

    /** Whether bytes handed over for sending have not reached the kernel. */
    boolean hasUnsent();

    /** The peer's address and port. */
    String peer();
}
