package dev.cistern.net.server;

/**
 * What a change of settings or of the certificate did to the connections that were open.
 *
 * @param idleClosing idle connections that the change closes, least recently used first; all of them at once up to 500,
 *     the rest at 2,000 a second, except those that become active before their turn; after a change of the certificate
 *     they are spread over 30 s
 */
public record Applied(int idleClosing) {}
