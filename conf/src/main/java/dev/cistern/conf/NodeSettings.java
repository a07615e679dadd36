package dev.cistern.conf;

/**
 * The process itself; every component but {@code metricsAccess} needs a restart.
 *
 * @param listen where the node listens
 * @param transport how event loops wait for sockets
 * @param eventLoops number of event loops; 0 = one per processor
 * @param allowOpen whether it may serve without credentials on an address that other machines can reach
 * @param metricsAccess who may read the metrics once there are users
 */
public record NodeSettings(
        ListenAddress listen,
        SocketTransport transport,
        int eventLoops,
        boolean allowOpen,
        MetricsAccess metricsAccess) {}
