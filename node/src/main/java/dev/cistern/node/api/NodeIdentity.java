package dev.cistern.node.api;

/**
 * Who this node is, for clients that ask for the cluster's map.
 *
 * @param id stable over restarts
 * @param host address it listens on
 * @param port the one it really got
 * @param startedNanos {@link System#nanoTime()} at the start
 */
public record NodeIdentity(String id, String host, int port, long startedNanos) {}
