package dev.cistern.cluster;

import dev.cistern.cluster.meta.Member;
import dev.cistern.cluster.meta.MetaState;
import dev.cistern.cluster.peer.PeerClient;
import dev.cistern.cluster.raft.Ballot;
import dev.cistern.cluster.raft.Peer;
import dev.cistern.cluster.raft.RaftHost;
import dev.cistern.cluster.raft.Replica;
import dev.cistern.cluster.raft.ReplicatedStore;
import dev.cistern.cluster.raft.Standing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's part of the group whose log is that of the objects. Its voters are the members of the meta group: whoever leads it
 * takes them in and out, one at a time. Confined to the cluster's context but for reads.
 */
final class StoreGroup {
    private static final Logger log = LoggerFactory.getLogger(StoreGroup.class);
    private static final Duration LONGEST_SNAPSHOT = Duration.ofSeconds(30);
    private static final Duration LONGEST_TRANSFER = Duration.ofSeconds(5);

    private static final Duration LONGEST_BALLOT = Duration.ofSeconds(2);
    private static final Duration BALLOT_PAUSE = Duration.ofMillis(100);

    private final Vertx vertx;
    private final SharedStore shared;
    private final PeerClient peers;
    private volatile MetaState known = MetaState.NOTHING;
    private volatile @Nullable Replica replica;
    private volatile @Nullable CommittedIndex index;
    private boolean changing;

    /** @param peers asks the other members */
    StoreGroup(Vertx vertx, SharedStore shared, PeerClient peers) {
        this.vertx = vertx;
        this.shared = shared;
        this.peers = peers;
    }

    SharedStore shared() {
        return shared;
    }

    private static UUID id(UUID cluster) {
        return UUID.nameUUIDFromBytes((cluster + " objects").getBytes(StandardCharsets.US_ASCII));
    }

    private boolean isOf(UUID cluster) {
        return shared.cluster().equals(Optional.of(cluster.toString()));
    }

    /** What Ratis must know before it starts. */
    Map<UUID, ReplicatedStore> stores(UUID cluster) {
        return isOf(cluster) ? Map.of(id(cluster), shared.store()) : Map.of();
    }

    /**
     * Takes the group up; does nothing where this node's records are its own, as they are in a cluster that an earlier program made.
     *
     * @param first the only member of a new group; nobody, to go on where it was or to wait until a leader takes it in
     */
    Future<Void> start(RaftHost host, UUID cluster, List<Peer> first) {
        if (!isOf(cluster)) {
            log.warn(
                    "the objects of this node are its own: its cluster was made by a program that did not replicate any");
            return Future.succeededFuture();
        }
        return host.add(id(cluster), first).onSuccess(added -> replica = added).mapEmpty();
    }

    /** Whether there is such a group in this cluster. */
    boolean runs() {
        return replica != null;
    }

    Standing standing() {
        Replica running = replica;
        return running == null ? Standing.stopped() : running.standing();
    }

    /** Completes where a majority says who leads, so that requests can be served; at once where this node's objects are its own. */
    Future<Void> agree() {
        CommittedIndex asked = index;
        if (shared.cluster().isEmpty()) {
            return Future.succeededFuture();
        }
        return asked == null
                ? Future.failedFuture("this node takes no part in the log of the objects yet")
                : asked.ask().mapEmpty();
    }

    /** The voters, as far as this node knows. */
    List<Peer> peers() {
        Replica running = replica;
        return running == null ? List.of() : running.peers();
    }

    boolean hasVoter(String peerId) {
        return peers().stream().anyMatch(peer -> peer.id().equals(peerId));
    }

    /** Without one, members that join would be fed with the log alone, which lacks what the founder began with. */
    Future<Void> firstSnapshot() {
        Replica running = replica;
        return running == null
                ? Future.succeededFuture()
                : running.submit(shared.nothing()).compose(done -> running.snapshot(LONGEST_SNAPSHOT));
    }

    /** Lets requests go to the log, once this node's number is known. */
    void attach(MetaState state, String peerId) {
        known = state;
        Replica running = replica;
        Optional<Member> self = state.peer(peerId);
        if (running != null && self.isPresent() && index == null) {
            CommittedIndex asked = new CommittedIndex(
                    peerId, running::ballot, this::memberIds, this::askBallot, this::afterBallotPause);
            index = asked;
            shared.attach(new GroupLog(running, asked), self.get().number());
        }
    }

    private void afterBallotPause(Runnable task) {
        long unused = vertx.setTimer(BALLOT_PAUSE.toMillis(), fired -> task.run());
    }

    private List<String> memberIds() {
        return known.members().values().stream().map(Member::peerId).toList();
    }

    private Future<Ballot> askBallot(String peerId) {
        JsonObject question = new JsonObject().put("cluster", known.cluster());
        return known.peer(peerId)
                .map(member -> peers.ask(member.url(), PeerPaths.BALLOT, question, LONGEST_BALLOT)
                        .map(PeerJson::ballot))
                .orElseGet(() -> Future.failedFuture("no member any more"));
    }

    /** What this member says of the group. */
    Future<Ballot> ballot() {
        Replica running = replica;
        try {
            return running == null
                    ? Future.failedFuture(new ClusterException(
                            ClusterException.Code.JOINING, "this node takes no part in the log of the objects yet"))
                    : Future.succeededFuture(running.ballot());
        } catch (IOException e) {
            return Future.failedFuture(new ClusterException(
                    ClusterException.Code.JOINING, "this node takes no part in the log of the objects any more"));
        }
    }

    /** Once a second: where this node leads, brings the voters nearer to the members. */
    void tick(MetaState state, String self, Predicate<String> near) {
        Replica running = replica;
        if (running == null
                || changing
                || !state.isFounded()
                || !running.standing().isLeader()) {
            return;
        }
        changing = true;
        step(running, state, self, near)
                .onComplete(done -> changing = false)
                .onFailure(failure -> log.debug("the voters for objects are not yet what they should be", failure));
    }

    private Future<Void> step(Replica running, MetaState state, String self, Predicate<String> near) {
        if (!running.hasSnapshot()) {
            return firstSnapshot();
        }
        List<Peer> now = running.peers();
        List<Peer> wanted = state.voters().stream()
                .map(member -> new Peer(member.peerId(), member.raftAddress()))
                .toList();
        if (wanted.stream().noneMatch(peer -> peer.id().equals(self))) {
            Set<String> staying = wanted.stream().map(Peer::id).collect(Collectors.toSet());
            return handOver(running, near.and(staying::contains));
        }
        Set<String> here = now.stream().map(Peer::id).collect(Collectors.toSet());
        Optional<Peer> gone =
                now.stream().filter(peer -> !wanted.contains(peer)).findFirst();
        Optional<Peer> fresh =
                wanted.stream().filter(peer -> !here.contains(peer.id())).findFirst();
        List<Peer> next = new ArrayList<>(now);
        if (gone.isPresent() && !gone.get().id().equals(self)) {
            next.remove(gone.get());
        } else if (fresh.isPresent()) {
            next.add(fresh.get());
        } else {
            return Future.succeededFuture();
        }
        return running.setPeers(next).onSuccess(changed -> log.atInfo()
                .addKeyValue("voters", next.stream().map(Peer::id).toList())
                .log("the voters for objects changed"));
    }

    /** Before this node stops. */
    Future<Void> handOver(Predicate<String> near) {
        Replica running = replica;
        return running == null || !running.standing().isLeader() ? Future.succeededFuture() : handOver(running, near);
    }

    /** To the one that lacks least of the log, since nothing is changed until it has all; to nobody where none could take over. */
    private static Future<Void> handOver(Replica running, Predicate<String> to) {
        return running.successors().stream()
                .filter(to)
                .findFirst()
                .map(next -> running.transferLeadership(next, LONGEST_TRANSFER))
                .orElseGet(Future::succeededFuture);
    }

    void stop() {
        replica = null;
        index = null;
        shared.detach();
    }
}
