package dev.cistern.cluster;

/**
 * Notices between this node and the others since its start. Their bytes and connections are those of layer 2.
 *
 * @param sent to one node each, and answered
 * @param lost not answered within 3 s, or not sent since the one before was still on its way; the next makes up for it
 * @param received from others
 */
public record NoticeFigures(long sent, long lost, long received) {}
