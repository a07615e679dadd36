package dev.cistern.conf;

import java.time.Duration;

/**
 * What layer 2 does on HTTP/2 connections between nodes; all are live.
 *
 * @param heartbeatInterval silence after which a PING is sent
 * @param idleTimeout deadline of a PING's answer; not an idle time, in spite of its key's name
 * @param connWindowBytes flow-control window of a connection, 65,535 to 2³¹−1
 * @param streamWindowBytes flow-control window of a stream, 65,535 to {@code connWindowBytes}
 * @param protocol what nodes speak to each other
 * @param keepaliveEnabled false: no PING is sent and no deadline watched
 */
public record TransportSettings(
        Duration heartbeatInterval,
        Duration idleTimeout,
        int connWindowBytes,
        int streamWindowBytes,
        PeerProtocol protocol,
        boolean keepaliveEnabled) {}
