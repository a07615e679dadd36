package dev.cistern.net.pool;

/**
 * Where connections lead: those of equal keys may stand in for each other.
 *
 * @param scheme how the connector is to speak, such as {@code http}, {@code https} or {@code h2c}; the pool only compares it
 * @param host name or address
 * @param port 1 to 65,535
 */
public record HostKey(String scheme, String host, int port) {

    @Override
    public String toString() {
        return scheme + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
