package dev.cistern.conf;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a node stands among others; all of it needs a restart, but for what is in the files.
 *
 * @param name its name among the members; null = its own id
 * @param join client addresses of members to ask to be let in; empty = none
 * @param listen where its Raft server listens once it is in a cluster; port 0 = a free one, which it keeps
 * @param advertise host by which the others reach it; null = the hosts that it listens on
 * @param secretFile holds what the members know each other by; null = none, so that all must be on this machine
 * @param zone what fails together
 * @param weight its share of what is spread, 100 for a whole one
 * @param tls files for the Raft server's connections, null for none
 * @param repairBytesPerSecond most that is fetched of missing copies; live
 */
public record ClusterSettings(
        @Nullable String name,
        List<ListenAddress> join,
        ListenAddress listen,
        @Nullable String advertise,
        @Nullable Path secretFile,
        String zone,
        int weight,
        @Nullable Tls tls,
        long repairBytesPerSecond) {

    /** Copies the list. */
    public ClusterSettings {
        join = List.copyOf(join);
    }

    /**
     * PEM files.
     *
     * @param cert the node's own certificate first, valid for the host that it advertises
     * @param key not encrypted
     * @param roots whom it believes about the other nodes
     */
    public record Tls(Path cert, Path key, Path roots) {}
}
