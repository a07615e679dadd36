package dev.cistern.cluster;

import dev.cistern.cluster.meta.CommandFormat;
import dev.cistern.cluster.meta.MetaCommand;
import dev.cistern.cluster.meta.MetaMachine;
import dev.cistern.cluster.meta.MetaState;
import dev.cistern.cluster.meta.Outcome;
import dev.cistern.cluster.raft.Peer;
import dev.cistern.cluster.raft.RaftHost;
import dev.cistern.cluster.raft.RaftOptions;
import dev.cistern.cluster.raft.Replica;
import dev.cistern.cluster.raft.Standing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** This node's part of the meta group: nothing until it is started. Confined to the cluster's context but for reads. */
final class MetaGroup {
    private final Vertx vertx;
    private final MetaMachine machine;
    private final StoreGroup objects;
    private @Nullable RaftHost host;
    private volatile @Nullable Replica replica;

    /**
     * @param objects the group beside it, which starts and ends with it
     * @param audience told of every new state, on the group's thread
     */
    MetaGroup(Vertx vertx, StoreGroup objects, Consumer<MetaState> audience) {
        this.vertx = vertx;
        this.objects = objects;
        this.machine = new MetaMachine(audience);
    }

    /**
     * Starts the Raft server.
     *
     * @param first the only member of a new group; nobody, to go on where it was or to wait until a leader takes it in
     */
    Future<Void> start(RaftOptions options, UUID group, List<Peer> first) {
        return RaftHost.start(vertx, options, new RaftHost.Groups(Map.of(group, machine), objects.stores(group)))
                .compose(started -> {
                    host = started;
                    return started.add(group, first)
                            .onSuccess(added -> replica = added)
                            .compose(added -> objects.start(started, group, first));
                });
    }

    /** The group of the objects. */
    StoreGroup objects() {
        return objects;
    }

    boolean runs() {
        return replica != null;
    }

    /** As far as this node knows. */
    MetaState state() {
        return machine.state();
    }

    Standing standing() {
        Replica running = replica;
        return running == null ? Standing.stopped() : running.standing();
    }

    /** The voters as Raft knows them. */
    List<Peer> peers() {
        Replica running = replica;
        return running == null ? List.of() : running.peers();
    }

    /** Submits a command, on the leader alone. */
    Future<Outcome> submit(MetaCommand command) {
        return running()
                .compose(running -> running.submit(CommandFormat.write(command)).map(CommandFormat::outcome));
    }

    /** Changes the voters, on the leader alone. */
    Future<Void> setPeers(List<Peer> next) {
        return running().compose(running -> running.setPeers(next));
    }

    Future<Void> transferLeadership(String to, Duration within) {
        return running().compose(running -> running.transferLeadership(to, within));
    }

    private Future<Replica> running() {
        Replica running = replica;
        return running == null
                ? Future.failedFuture(
                        new ClusterException(ClusterException.Code.JOINING, "this node's Raft server does not run yet"))
                : Future.succeededFuture(running);
    }

    /** A peer that was away answers again: see {@link RaftHost#returned}. */
    Future<Void> returned(String peerId) {
        return host == null ? Future.succeededFuture() : host.returned(peerId);
    }

    Future<Void> close() {
        RaftHost running = host;
        host = null;
        replica = null;
        objects.stop();
        return running == null ? Future.succeededFuture() : running.close();
    }
}
