package dev.cistern.conf;

/** What nodes speak to each other. */
public enum PeerProtocol {
    /** One request at a time on a connection: fastest for bulk data. */
    HTTP1,
    /** Many streams on a connection, with heartbeats. */
    HTTP2
}
