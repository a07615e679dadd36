package dev.cistern.node.api;

import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Who this node is, for clients that ask for the cluster's map.
 *
 * @param id stable over restarts
 * @param host address it listens on
 * @param port the one it really got, known once it listens
 * @param url how clients reach it, known like the port
 * @param startedNanos {@link System#nanoTime()} at the start
 */
public record NodeIdentity(String id, String host, IntSupplier port, Supplier<String> url, long startedNanos) {}
