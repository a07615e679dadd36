package dev.cistern.net.client;

import java.util.Locale;

/**
 * Where requests go; connections are shared among the requests of one origin. Two origins are equal when their name,
 * port and scheme are, whatever the case of the name.
 *
 * @param host a name or an address, an IPv6 address without brackets; kept in lower case
 * @param port 1 to 65535
 * @param tls whether the connection is encrypted; the peer's certificate must then be valid for {@code host}
 */
public record Origin(String host, int port, boolean tls) {
    /** Refuses what cannot be dialled. */
    public Origin {
        if (host.isEmpty() || host.indexOf('/') >= 0 || host.indexOf('[') >= 0) {
            throw new IllegalArgumentException(
                    "host \"" + host + "\": not a host; write a name or an address, without scheme, path or brackets");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " of " + host + ": no such port; use 1 to 65535");
        }
        host = host.toLowerCase(Locale.ROOT);
    }

    /** {@code host:port}, as people and logs know it. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** The value of {@code Host}: without the port where it is the scheme's own. */
    String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (tls ? 443 : 80) ? name : name + ":" + port;
    }
}
