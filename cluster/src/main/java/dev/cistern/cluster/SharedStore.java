package dev.cistern.cluster;

import dev.cistern.cluster.raft.ReplicatedStore;
import io.vertx.core.Future;
import java.util.Optional;

/** What the members of a cluster share besides what they know of each other: here, this node's part of it. */
public interface SharedStore {

    /** How the log gets into it. */
    ReplicatedStore store();

    /** The cluster that it belongs to; empty where it is this node's own. */
    Optional<String> cluster();

    /** A command that changes nothing, since Ratis makes no snapshot of a log without any. */
    byte[] nothing();

    /** Makes what this node has the beginning of a cluster's. */
    Future<Void> found(String cluster);

    /** Gives up what this node has for what a cluster has; fails where that would lose anything. */
    Future<Void> join(String cluster);

    /** Takes back {@link #found}. */
    Future<Void> leave();

    /**
     * Takes part from now on.
     *
     * @param number of this node among the members
     */
    void attach(ObjectLog log, int number);

    /** Takes no part any more. */
    void detach();
}
