package dev.cistern.conf;

/**
 * All settings of a node at one moment, as effective values. Immutable; a change makes a new one. A component receives
 * its own section, never the whole tree.
 *
 * @param node the process itself
 * @param server layer 1, clients to node
 * @param peers layer 2, node to peers
 * @param backends layer 3, node to clouds
 * @param transport layer 2 on HTTP/2
 * @param store the local object store
 * @param log what is logged
 */
public record Settings(
        NodeSettings node,
        ServerSettings server,
        PoolSettings peers,
        PoolSettings backends,
        TransportSettings transport,
        StoreSettings store,
        LogSettings log) {}
