package dev.cistern.node;

import dev.cistern.conf.SocketTransport;
import io.vertx.core.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses how event loops wait for sockets. */
final class Transports {
    private static final Logger log = LoggerFactory.getLogger(Transports.class);

    private Transports() {}

    /** The one the settings name; where it does not work on this machine, the JDK's own, said in the log. */
    static Transport choose(SocketTransport wanted) {
        return switch (wanted) {
            case NIO -> Transport.NIO;
            case EPOLL -> orNio("epoll", Transport.EPOLL);
            case IO_URING -> orNio("io_uring", Transport.IO_URING);
            case AUTO -> works(Transport.EPOLL) ? Transport.EPOLL : orNioQuietly(Transport.KQUEUE);
        };
    }

    private static Transport orNio(String name, @Nullable Transport transport) {
        if (transport != null && works(transport)) {
            return transport;
        }
        Throwable cause = transport == null ? null : transport.unavailabilityCause();
        log.warn("node.transport {} does not work here, the JDK's own is used: {}", name, String.valueOf(cause));
        return Transport.NIO;
    }

    private static Transport orNioQuietly(@Nullable Transport transport) {
        return transport != null && works(transport) ? transport : Transport.NIO;
    }

    private static boolean works(@Nullable Transport transport) {
        return transport != null && transport.available();
    }
}
