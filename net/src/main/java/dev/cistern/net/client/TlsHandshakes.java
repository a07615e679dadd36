package dev.cistern.net.client;

/**
 * TLS handshakes of one layer that succeeded, since its start. A resumed one spares both ends the costly part: signature,
 * certificate check, and on TLS 1.2 a round trip.
 *
 * @param full those that made a new session
 * @param resumed those that took up the session of an earlier connection
 */
public record TlsHandshakes(long full, long resumed) {}
