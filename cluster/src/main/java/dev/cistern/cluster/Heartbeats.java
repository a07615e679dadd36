package dev.cistern.cluster;

import dev.cistern.cluster.meta.Member;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Once a second a notice to every other member: a sign of life, and what this node does. One at a time to each; what is lost the next
 * makes up for. Confined to the cluster's context.
 */
final class Heartbeats {
    private static final Logger log = LoggerFactory.getLogger(Heartbeats.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(3);
    private static final Duration LONGEST_MOVE = Duration.ofSeconds(20);

    private final Bonds bonds;
    private final NodeFacts facts;
    private final Adoption adoption;
    private final Bulletin bulletin;
    private final ClusterLife life;
    private final LeaderCalls leader;
    private final Runnable eachBeat;
    private final Set<String> unanswered = new HashSet<>();
    private final Set<String> away = new HashSet<>(); // The last notice to them was lost.
    private @Nullable Runnable stopping;
    private @Nullable String lastLeader;
    private boolean moving;

    /** @param eachBeat what else is done once a second */
    Heartbeats(Bonds bonds, Teller teller, ClusterLife life, LeaderCalls leader, Runnable eachBeat) {
        this.bonds = bonds;
        this.facts = teller.facts();
        this.adoption = teller.adoption();
        this.bulletin = teller.bulletin();
        this.life = life;
        this.leader = leader;
        this.eachBeat = eachBeat;
    }

    /** What a node has to say of itself. */
    record Teller(NodeFacts facts, Adoption adoption, Bulletin bulletin) {}

    void start(Vertx vertx) {
        if (stopping == null) {
            long timer = vertx.setPeriodic(PERIOD.toMillis(), id -> beat());
            stopping = () -> {
                boolean unused = vertx.cancelTimer(timer);
            };
        }
    }

    void stop() {
        if (stopping != null) {
            stopping.run();
            stopping = null;
        }
    }

    private void beat() {
        Member self = life.self();
        if (self == null) {
            return;
        }
        JsonObject figures = bulletin.next();
        for (Member member : bonds.group().state().members().values()) {
            if (!member.name().equals(self.name())) {
                greet(self, member, figures);
            }
        }
        sayWhoLeads();
        announceChanges(self);
        eachBeat.run();
    }

    private void greet(Member self, Member other, JsonObject figures) {
        if (!unanswered.add(other.peerId())) {
            bonds.notices().lost();
            return;
        }
        JsonObject hello = new JsonObject()
                .put("cluster", bonds.group().state().cluster())
                .put("peer", self.peerId())
                .put("settings", adoption.version())
                .put("problem", adoption.problem())
                .put("alerts", new JsonArray(facts.alerts().get()))
                .put("figures", figures);
        bonds.peers()
                .ask(other.url(), PeerPaths.HELLO, hello, LONGEST_ANSWER)
                .onComplete(done -> unanswered.remove(other.peerId()))
                .onFailure(failure -> {
                    bonds.notices().lost();
                    away.add(other.peerId());
                    log.debug("no answer from {}", other.name(), failure);
                })
                .onSuccess(answer -> {
                    bonds.notices().sent();
                    if (away.remove(other.peerId())) {
                        bonds.group()
                                .returned(other.peerId())
                                .onFailure(failure -> log.debug("Raft does not look for {}", other.name(), failure));
                    }
                    if (answer.getBoolean("removed", false)) {
                        life.removed();
                    }
                });
    }

    private void sayWhoLeads() {
        String leader = bonds.group().standing().leader();
        if (leader != null && !leader.equals(lastLeader)) {
            lastLeader = leader;
            log.atInfo().addKeyValue("leader", leader).log("the cluster has a leader");
        }
    }

    /** It was restarted with another address, zone, weight or version. */
    private void announceChanges(Member self) {
        Member known = bonds.group().state().members().get(self.name());
        if (known == null || moving || !known.state().votes()) {
            return;
        }
        if (known.equals(self.numbered(known.number()).in(known.state()))
                || !known.peerId().equals(self.peerId())) {
            return;
        }
        moving = true;
        JsonObject news =
                new JsonObject().put("cluster", bonds.group().state().cluster()).put("member", PeerJson.member(self));
        leader.call(PeerPaths.ADMIT, news, LONGEST_MOVE)
                .onComplete(done -> moving = false)
                .onFailure(failure -> log.debug("the cluster does not know yet what changed here", failure));
    }
}
