package dev.cistern.net.client;

import dev.cistern.conf.PeerProtocol;
import dev.cistern.net.pool.HostKey;

/** What is spoken on a connection. Connections of different schemes never stand in for each other. */
enum Scheme {
    HTTP("http", false, false),
    HTTPS("https", true, false),
    /** HTTP/2 without TLS, from the first byte on. */
    H2C("h2c", false, true),
    /** HTTP/2 over TLS where the peer agrees to it, HTTP/1.1 where not. */
    H2("h2", true, true);

    private final String label;
    private final boolean tls;
    private final boolean http2;

    Scheme(String label, boolean tls, boolean http2) {
        this.label = label;
        this.tls = tls;
        this.http2 = http2;
    }

    static Scheme of(Origin origin, PeerProtocol protocol) {
        if (protocol == PeerProtocol.HTTP2) {
            return origin.tls() ? H2 : H2C;
        }
        return origin.tls() ? HTTPS : HTTP;
    }

    static Scheme of(HostKey host) {
        for (Scheme scheme : values()) {
            if (scheme.label.equals(host.scheme())) {
                return scheme;
            }
        }
        throw new IllegalArgumentException(host + ": no such scheme");
    }

    HostKey key(Origin origin) {
        return new HostKey(label, origin.host(), origin.port());
    }

    boolean tls() {
        return tls;
    }

    boolean http2() {
        return http2;
    }
}
