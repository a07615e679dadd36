package dev.cistern.cluster;

import dev.cistern.cluster.meta.Member;
import dev.cistern.cluster.meta.MetaState;
import dev.cistern.cluster.raft.Standing;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cluster as one of its nodes sees it, and what it can lose. Confined to the cluster's context. */
final class ClusterView {
    /** What must not be overlooked in this version. */
    static final String OBJECTS = "every change of objects is on a majority of the nodes before it is acknowledged";

    private final Bonds bonds;
    private final NodeFacts facts;
    private final Adoption adoption;
    private final Bulletin bulletin;

    ClusterView(Bonds bonds, Heartbeats.Teller teller) {
        this.bonds = bonds;
        this.facts = teller.facts();
        this.adoption = teller.adoption();
        this.bulletin = teller.bulletin();
    }

    JsonObject show(ClusterLife.Phase phase, @Nullable Identity identity) {
        MetaState state = bonds.group().state();
        Standing standing = bonds.group().standing();
        JsonArray members = new JsonArray();
        if (state.isFounded() && phase == ClusterLife.Phase.MEMBER) {
            state.members().values().forEach(member -> members.add(member(member, identity, standing)));
        } else {
            members.add(alone(phase, identity));
        }
        return new JsonObject()
                .put("cluster", identity == null ? null : identity.cluster().toString())
                .put("phase", phase.name().toLowerCase(Locale.ROOT))
                .put("this", identity == null ? bonds.self().name() : identity.name())
                .put("leader", leader(standing))
                .put("objects_leader", leader(bonds.group().objects().standing()))
                .put("epoch", state.epoch())
                .put("settings_version", state.settings().version())
                .put("members", members)
                .put("can_lose", canLose(phase, identity))
                .put("objects", OBJECTS);
    }

    /** By name; null while none is known. */
    private @Nullable String leader(Standing standing) {
        return Optional.ofNullable(standing.leader())
                .flatMap(bonds.group().state()::peer)
                .map(Member::name)
                .orElse(null);
    }

    private JsonObject alone(ClusterLife.Phase phase, @Nullable Identity identity) {
        return new JsonObject()
                .put("name", identity == null ? bonds.self().name() : identity.name())
                .put(
                        "state",
                        phase == ClusterLife.Phase.ALONE
                                ? "alone"
                                : phase.name().toLowerCase(Locale.ROOT))
                .put("role", null)
                .put("url", bonds.self().url())
                .put("version", facts.version())
                .put("heard_ms", 0)
                .put("settings_version", adoption.version())
                .put("problem", adoption.problem())
                .put("alerts", new JsonArray(facts.alerts().get()))
                .put("figures", bulletin.now());
    }

    private JsonObject member(Member member, @Nullable Identity identity, Standing standing) {
        String peerId = member.peerId();
        boolean isSelf = identity != null && peerId.equals(identity.peerId());
        Roster.Word word = isSelf
                ? new Roster.Word(
                        adoption.version(), adoption.problem(), facts.alerts().get(), bulletin.last())
                : bonds.roster().word(peerId).orElse(new Roster.Word(0, "", List.of(), null));
        Optional<Duration> silence =
                isSelf ? Optional.of(Duration.ZERO) : bonds.roster().silence(peerId);
        boolean near = isSelf || bonds.roster().isNear(peerId);
        String state = near || !member.state().votes() ? member.state().name().toLowerCase(Locale.ROOT) : "away";
        return PeerJson.member(member)
                .put("state", state)
                .put("role", peerId.equals(standing.leader()) ? "leader" : near ? "follower" : null)
                .put("heard_ms", silence.map(Duration::toMillis).orElse(null))
                .put("settings_version", word.settings())
                .put("problem", word.problem())
                .put("alerts", new JsonArray(word.alerts()))
                .put("figures", near ? word.figures() : null);
    }

    private JsonObject canLose(ClusterLife.Phase phase, @Nullable Identity identity) {
        List<Member> voters = bonds.group().state().voters();
        long near = voters.stream().filter(member -> isNear(member, identity)).count();
        int majority = voters.size() / 2 + 1;
        long spare = near - majority;
        return new JsonObject()
                .put("voters", voters.size())
                .put("reachable", near)
                .put("nodes", voters.size() < 2 ? 0 : Math.max(0, spare))
                .put("text", phase == ClusterLife.Phase.MEMBER ? inWords(voters.size(), near, spare) : alone(phase));
    }

    private boolean isNear(Member member, @Nullable Identity identity) {
        boolean isSelf = identity != null && member.peerId().equals(identity.peerId());
        return isSelf || bonds.roster().isNear(member.peerId());
    }

    private static String alone(ClusterLife.Phase phase) {
        return switch (phase) {
            case JOINING -> "on its way into a cluster";
            case REMOVED -> "was removed from its cluster; it serves no objects";
            default -> "one node, in no cluster";
        };
    }

    private String inWords(int voters, long near, long spare) {
        if (voters == 0) {
            return "no other node was found again yet: nothing can be read or changed";
        }
        if (spare < 0) {
            return (voters - near) + " of " + voters
                    + " nodes are away: nothing can be read or changed until a majority is back";
        }
        StoreGroup objects = bonds.group().objects();
        if (bonds.group().standing().leader() == null
                || (objects.runs() && objects.standing().leader() == null)) {
            return "no leader is known: nothing can be read or changed until the nodes have elected one";
        }
        if (voters == 1) {
            return "one node: it serves while it runs";
        }
        return spare == 0
                ? "no node may fail: with one less, nothing could be read or changed any more"
                : spare + " of " + voters + (spare == 1 ? " nodes may fail" : " nodes may fail at once")
                        + "; the others go on";
    }
}
