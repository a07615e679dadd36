package dev.cistern.cluster;

import dev.cistern.cluster.raft.Replica;
import io.vertx.core.Future;

/** The log of the objects through this member's part of the group, and through what the others say of it. */
record GroupLog(Replica replica, CommittedIndex index) implements ObjectLog {
    @Override
    public Future<Long> submit(byte[] command) {
        return replica.submitAnywhere(command);
    }

    @Override
    public Future<Long> committed() {
        return index.ask();
    }

    @Override
    public boolean leads() {
        return replica.standing().isLeader();
    }
}
