package dev.cistern.cluster;

import dev.cistern.cluster.ClusterException.Code;
import dev.cistern.cluster.meta.Member;
import dev.cistern.cluster.meta.MetaCommand;
import dev.cistern.cluster.meta.MetaState;
import dev.cistern.cluster.meta.Outcome;
import dev.cistern.cluster.peer.PeerClient;
import dev.cistern.cluster.raft.NotLeaderException;
import dev.cistern.cluster.raft.Peer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the leader takes members in and out: one at a time, each step noted before it is taken, so that the next leader goes on
 * where this one stopped. Confined to the cluster's context.
 */
final class Membership {
    private static final Logger log = LoggerFactory.getLogger(Membership.class);
    private static final Duration LONGEST_TRANSFER = Duration.ofSeconds(5);
    private static final Duration LONGEST_OBJECTS = Duration.ofSeconds(15);
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(2);

    private final Waiting waiting;
    private final MetaGroup group;
    private final PeerClient peers;
    private final Roster roster;
    private Future<?> tail = Future.succeededFuture();
    private boolean resuming;

    Membership(Waiting waiting, Bonds bonds) {
        this.waiting = waiting;
        this.group = bonds.group();
        this.peers = bonds.peers();
        this.roster = bonds.roster();
    }

    /** A node's Raft server runs and waits; or a member has another address than before. */
    Future<JsonObject> admit(JsonObject question) {
        Member member = PeerJson.member(question.getJsonObject("member"));
        return inTurn(() -> admit(member)).map(done -> new JsonObject().put("epoch", done.number()));
    }

    private Future<Outcome> admit(Member member) {
        MetaState state = group.state();
        Optional<Member> before = Optional.ofNullable(state.members().get(member.name()));
        boolean replaces = before.isPresent() && !before.get().peerId().equals(member.peerId());
        if (replaces && roster.isNear(before.get().peerId())) {
            return Future.failedFuture(nameTaken(member.name()));
        }
        if (before.isPresent() && before.get().state() == Member.State.LEAVING && !replaces) {
            return Future.failedFuture(new ClusterException(Code.REFUSED, member.name() + " is being removed"));
        }
        boolean voted = before.isPresent() && before.get().state().votes() && !replaces;
        Member.State then = voted ? before.get().state() : Member.State.ACTIVE;
        Future<Void> emptied = replaces ? setPeers(without(before.get().peerId())) : Future.succeededFuture();
        return emptied.compose(
                        gone -> submit(new MetaCommand.PutMember(member.in(voted ? then : Member.State.JOINING))))
                .compose(noted -> giveVote(member))
                .compose(voting -> submit(new MetaCommand.PutMember(member.in(then))))
                .onSuccess(done -> log.atInfo()
                        .addKeyValue("node", member.name())
                        .addKeyValue("epoch", done.number())
                        .log("a node is a member of the cluster"));
    }

    static ClusterException nameTaken(String name) {
        return new ClusterException(
                Code.REFUSED,
                "a node named " + name
                        + " is a member and alive; give this one another cluster.name, or stop and remove that"
                        + " one first");
    }

    private Future<Void> giveVote(Member member) {
        Peer peer = new Peer(member.peerId(), member.raftAddress());
        List<Peer> now = group.peers();
        if (now.contains(peer)) {
            return Future.succeededFuture();
        }
        boolean moved = now.stream().anyMatch(voter -> voter.id().equals(peer.id()));
        Future<Void> free = moved ? setPeers(without(peer.id())) : Future.succeededFuture();
        return free.compose(gone -> {
                    List<Peer> next = new ArrayList<>(group.peers());
                    next.add(peer);
                    return setPeers(next);
                })
                .recover(failure -> Future.failedFuture(
                        failure instanceof NotLeaderException
                                ? failure
                                : new ClusterException(
                                        Code.REFUSED,
                                        "the leader cannot bring " + member.name() + " in at " + member.raftAddress()
                                                + " (cluster.listen, cluster.advertise and the TLS files there): "
                                                + failure.getMessage())));
    }

    /** Has a member's copies made elsewhere while it serves, or lets it keep them. */
    Future<JsonObject> drain(JsonObject question) {
        boolean begins = question.getBoolean("begins", true);
        return inTurn(() -> drain(question.getString("peer", ""), begins)).map(done -> new JsonObject());
    }

    private Future<Outcome> drain(String peerId, boolean begins) {
        Optional<Member> member = group.state().peer(peerId);
        if (member.isEmpty() || !member.get().state().votes()) {
            return refuse("it is on its way in or out, and holds nothing that could be moved");
        }
        boolean isLast = group.state().members().values().stream()
                .noneMatch(other -> !other.peerId().equals(peerId) && other.state() == Member.State.ACTIVE);
        return begins && isLast
                ? refuse("no other node is left that could hold the copies of "
                        + member.get().name())
                : submit(new MetaCommand.PutMember(
                        member.get().in(begins ? Member.State.DRAINING : Member.State.ACTIVE)));
    }

    private static <T> Future<T> refuse(String why) {
        return Future.failedFuture(new ClusterException(Code.REFUSED, why));
    }

    /** Takes a member out; the leader hands over first when it is the one. */
    Future<JsonObject> remove(JsonObject question) {
        String peerId = question.getString("peer");
        return inTurn(() -> {
                    Optional<Member> member = group.state().peer(peerId);
                    return member.isEmpty() ? Future.succeededFuture() : remove(member.get());
                })
                .map(done -> new JsonObject());
    }

    private Future<Void> remove(Member member) {
        MetaState state = group.state();
        if (state.members().size() == 1) {
            return Future.failedFuture(new ClusterException(
                    Code.REFUSED,
                    member.name() + " is the last node of the cluster; stop it, if that is what you want"));
        }
        if (member.peerId().equals(group.standing().leader())) {
            return handOver(member);
        }
        List<Peer> rest = without(member.peerId());
        long near = rest.stream().filter(this::isNear).count();
        if (near < rest.size() / 2 + 1) {
            return Future.failedFuture(new ClusterException(
                    Code.REFUSED,
                    "without " + member.name() + " only " + near + " of " + rest.size()
                            + " nodes could be reached, which is no majority; remove those first that are away"));
        }
        return submit(new MetaCommand.PutMember(member.in(Member.State.LEAVING)))
                .compose(noted -> withoutObjectsOf(member))
                .compose(noted -> setPeers(rest))
                .compose(out -> submit(new MetaCommand.RemoveMember(member.peerId())))
                .onSuccess(done -> tell(member))
                .mapEmpty();
    }

    /** Its vote on objects goes first: who leads there sees that it is leaving. */
    private Future<Void> withoutObjectsOf(Member member) {
        return waiting.until(
                () -> !group.objects().runs() || !group.objects().hasVoter(member.peerId()), LONGEST_OBJECTS);
    }

    private boolean isNear(Peer peer) {
        return peer.id().equals(group.standing().leader()) || roster.isNear(peer.id());
    }

    private Future<Void> handOver(Member self) {
        Optional<Peer> next = without(self.peerId()).stream()
                .filter(peer -> roster.isNear(peer.id()))
                .findFirst();
        if (next.isEmpty()) {
            return Future.failedFuture(new ClusterException(
                    Code.REFUSED, self.name() + " leads the cluster, and no other node can be reached to take over"));
        }
        return group.transferLeadership(next.get().id(), LONGEST_TRANSFER)
                .compose(done -> Future.failedFuture(new ClusterException(
                        Code.NOT_LEADER,
                        "the leadership was handed to " + next.get().id())));
    }

    private void tell(Member gone) {
        log.atInfo().addKeyValue("node", gone.name()).log("a node was removed from the cluster");
        JsonObject word =
                new JsonObject().put("cluster", group.state().cluster()).put("peer", gone.peerId());
        peers.ask(gone.url(), PeerPaths.REMOVED, word, LONGEST_GOODBYE)
                .onFailure(away -> log.debug("{} was not told that it was removed", gone.name(), away));
    }

    /** Once a second on the leader: finishes what another leader began. */
    void resume() {
        Optional<Member> leaving = group.state().members().values().stream()
                .filter(member -> member.state() == Member.State.LEAVING)
                .findFirst();
        if (resuming || leaving.isEmpty()) {
            return;
        }
        resuming = true;
        inTurn(() -> group.state().peer(leaving.get().peerId()).isEmpty()
                        ? Future.<Void>succeededFuture()
                        : remove(leaving.get()))
                .onComplete(done -> resuming = false)
                .onFailure(
                        failure -> log.debug("{} is not out yet", leaving.get().name(), failure));
    }

    private List<Peer> without(String peerId) {
        return group.peers().stream().filter(peer -> !peer.id().equals(peerId)).toList();
    }

    private Future<Void> setPeers(List<Peer> next) {
        return group.setPeers(next);
    }

    private Future<Outcome> submit(MetaCommand command) {
        return group.submit(command)
                .compose(outcome -> outcome.isDone()
                        ? Future.succeededFuture(outcome)
                        : Future.failedFuture(new ClusterException(Code.REFUSED, outcome.message())));
    }

    private <T> Future<T> inTurn(Supplier<Future<T>> step) {
        Future<T> mine = tail.transform(before -> step.get());
        tail = mine;
        return mine;
    }
}
