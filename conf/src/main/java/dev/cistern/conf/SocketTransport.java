package dev.cistern.conf;

/** How event loops wait for sockets. */
public enum SocketTransport {
    /** The native one that works here, else {@link #NIO}. */
    AUTO,
    /** Linux epoll. */
    EPOLL,
    /** Linux io_uring. */
    IO_URING,
    /** The JDK's own selector, everywhere. */
    NIO
}
