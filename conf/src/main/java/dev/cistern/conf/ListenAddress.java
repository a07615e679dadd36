package dev.cistern.conf;

/**
 * Where the node listens.
 *
 * @param host host name or IP address, an IPv6 address without brackets
 * @param port 0 to 65535; 0 lets the system pick a free one
 */
public record ListenAddress(String host, int port) {

    /** As it is written: {@code host:port}, an IPv6 host in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
