package dev.cistern.cluster;

import dev.cistern.cluster.ClusterException.Code;
import dev.cistern.cluster.meta.Member;
import dev.cistern.cluster.meta.MetaState;
import dev.cistern.conf.Keys;
import dev.cistern.conf.live.SettingsService;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What this node answers to others. Confined to the cluster's context. */
final class PeerRequests {
    private static final Duration LONGEST_ADMISSION = Duration.ofSeconds(25);

    private final Bonds bonds;
    private final SettingsService service;
    private final Adoption adoption;
    private final LeaderCalls leader;
    private final Host host;

    /** What a request may bring about in this node's life. */
    interface Host {
        /** Is the first of a cluster from now on, unless it is in one already. */
        Future<Void> found();

        /** Was taken out. */
        void removed();

        boolean is(String peerId);

        /** Id of the cluster that it is in, or on its way into; empty when in none. */
        String cluster();

        ClusterLife.Phase phase();
    }

    PeerRequests(Bonds bonds, SettingsService service, Adoption adoption, LeaderCalls leader, Host host) {
        this.bonds = bonds;
        this.service = service;
        this.adoption = adoption;
        this.leader = leader;
        this.host = host;
    }

    Future<JsonObject> answer(String path, JsonObject question) {
        if (path.equals(PeerPaths.JOIN)) {
            return join(question);
        }
        return sameCluster(question).compose(same -> switch (path) {
            case PeerPaths.HELLO -> hello(question);
            case PeerPaths.REMOVED -> removed(question);
            case PeerPaths.BALLOT -> bonds.group().objects().ballot().map(PeerJson::ballot);
            case PeerPaths.CHECK ->
                service.preview(PeerJson.committed(question)).map(usable -> new JsonObject());
            case PeerPaths.APPLY -> adoption.adopt(PeerJson.committed(question));
            case PeerPaths.ADMIT ->
                bonds.group().standing().isLeader()
                        ? leader.here(path, question)
                        : leader.call(path, question, LONGEST_ADMISSION);
            default -> leader.here(path, question);
        });
    }

    private Future<JsonObject> sameCluster(JsonObject question) {
        String cluster = host.cluster();
        String theirs = question.getString("cluster", "");
        if (host.phase() != ClusterLife.Phase.MEMBER && host.phase() != ClusterLife.Phase.JOINING) {
            return Future.failedFuture(new ClusterException(Code.OTHER_CLUSTER, "this node belongs to no cluster"));
        }
        return cluster.equals(theirs)
                ? Future.succeededFuture(question)
                : Future.failedFuture(new ClusterException(
                        Code.OTHER_CLUSTER, "this node belongs to the cluster " + cluster + ", not to " + theirs));
    }

    private Future<JsonObject> hello(JsonObject question) {
        String peerId = question.getString("peer");
        List<String> alerts = new ArrayList<>();
        question.getJsonArray("alerts", new JsonArray()).forEach(alert -> alerts.add(String.valueOf(alert)));
        bonds.roster()
                .heard(
                        peerId,
                        new Roster.Word(
                                question.getLong("settings", 0L),
                                question.getString("problem", ""),
                                alerts,
                                LiveFigures.checked(question.getJsonObject("figures"))));
        bonds.notices().received();
        return Future.succeededFuture(
                new JsonObject().put("removed", bonds.group().state().removed().contains(peerId)));
    }

    private Future<JsonObject> removed(JsonObject question) {
        if (host.is(question.getString("peer"))) {
            host.removed();
        }
        return Future.succeededFuture(new JsonObject());
    }

    private Future<JsonObject> join(JsonObject question) {
        String theirs = question.getString("cluster", "");
        return switch (host.phase()) {
            case JOINING ->
                Future.failedFuture(
                        new ClusterException(Code.JOINING, "this node is on its way into a cluster itself"));
            case REMOVED ->
                Future.failedFuture(new ClusterException(
                        Code.OTHER_CLUSTER, "this node was removed from its cluster, and belongs to no other"));
            case MEMBER -> invite(question, theirs);
            case ALONE ->
                theirs.isEmpty()
                        ? found().compose(founded -> invite(question, theirs))
                        : Future.failedFuture(new ClusterException(
                                Code.OTHER_CLUSTER,
                                "this node belongs to no cluster, and the other's data folder to " + theirs));
        };
    }

    private Future<Void> found() {
        if (service.pending().isPresent()) {
            return refuse("a change of settings awaits confirmation on this node; confirm it, or roll it back");
        }
        if (bonds.self().isNowhere()) {
            return refuse("other nodes cannot reach this one at " + bonds.self().url()
                    + "; set cluster.advertise to the host by which they can");
        }
        List<String> own = service.clusterOverrides().keySet().stream()
                .filter(Keys::belongsToOneNode)
                .toList();
        return own.isEmpty()
                ? host.found()
                : refuse("the settings for all nodes hold " + String.join(", ", own)
                        + ", which would be wrong on others; move them: cistern config cluster --unset KEY, then cistern config"
                        + " node KEY=VALUE");
    }

    private static Future<Void> refuse(String why) {
        return Future.failedFuture(new ClusterException(Code.REFUSED, why));
    }

    private Future<JsonObject> invite(JsonObject question, String theirs) {
        MetaState state = bonds.group().state();
        if (!state.isFounded()) {
            return Future.failedFuture(new ClusterException(
                    Code.NO_QUORUM, "this node has not found its own cluster again yet; ask another member"));
        }
        if (!theirs.isEmpty() && !theirs.equals(state.cluster())) {
            return Future.failedFuture(new ClusterException(
                    Code.OTHER_CLUSTER,
                    "this node belongs to the cluster " + state.cluster() + ", and the other's data folder to " + theirs
                            + "; a folder stays with its cluster"));
        }
        String name = question.getString("name");
        Member there = state.members().get(name);
        if (there != null && isAlive(there) && !there.peerId().equals(question.getString("peer", ""))) {
            return Future.failedFuture(Membership.nameTaken(name));
        }
        JsonArray members = new JsonArray();
        state.members().values().forEach(member -> members.add(member.url()));
        return Future.succeededFuture(new JsonObject()
                .put("cluster", state.cluster())
                .put("members", members)
                .put("settings", PeerJson.committed(Adoption.of(state.settings())))
                .put("equal", Joining.equal(service.current())));
    }

    private boolean isAlive(Member member) {
        Supplier<Boolean> near = () -> bonds.roster().isNear(member.peerId());
        return host.is(member.peerId()) || near.get();
    }
}
