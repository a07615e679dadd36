package dev.cistern.net.client;

import dev.cistern.conf.PeerProtocol;
import dev.cistern.net.pool.HostKey;

/** What is spoken on a connection. Connections of different schemes never stand in for each other. */
enum Scheme {
    HTTP("http"),
    HTTPS("https"),
    /** HTTP/2 without TLS, from the first byte on. */
    H2C("h2c"),
    /** HTTP/2 over TLS where the peer agrees to it, HTTP/1.1 where not. */
    H2("h2");

    private final String label;

    Scheme(String label) {
        this.label = label;
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
        return this == HTTPS || this == H2;
    }

    boolean http2() {
        return this == H2C || this == H2;
    }
}
