package dev.cistern.cluster;

import dev.cistern.cluster.ClusterException.Code;
import dev.cistern.cluster.meta.Member;
import dev.cistern.cluster.meta.MetaState;
import dev.cistern.cluster.peer.PeerClient;
import dev.cistern.cluster.raft.Peer;
import dev.cistern.conf.live.SettingsService;
import dev.cistern.net.client.PooledHttpClient;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's part in a cluster, from none to a member and out again. All of it happens on one context; every method may be
 * called from any thread, and none blocks.
 */
public final class Cluster {
    private static final Logger log = LoggerFactory.getLogger(Cluster.class);
    private static final Duration LONGEST_RETURN = Duration.ofSeconds(20);
    private static final Duration LONGEST_REMOVAL = Duration.ofSeconds(20);
    private static final Duration LONGEST_HAND_OVER = Duration.ofSeconds(3);
    /** The zone of nodes whose settings name none. */
    private static final String ANY_ZONE = "default";

    private final Context context;
    private final Waiting waiting;
    private final Bonds bonds;
    private final SharedSettings shared;
    private final Membership membership;
    private final LeaderCalls leader;
    private final PeerRequests requests;
    private final ClusterLife life;
    private final Heartbeats heartbeats;
    private final ClusterView view;
    private final PeerClient peers;
    private volatile Fellowship fellowship = Fellowship.NONE;

    /** Starts nothing. */
    public Cluster(
            Vertx vertx,
            ClusterOptions options,
            SettingsService service,
            PooledHttpClient layer2,
            SharedStore objects) {
        this.context = vertx.getOrCreateContext();
        this.waiting = new Waiting(vertx);
        Self self = new Self(options);
        this.peers = new PeerClient(layer2, options.keyring(), self.name());
        MetaGroup group = new MetaGroup(
                vertx, new StoreGroup(vertx, objects, peers), state -> context.runOnContext(on -> stateChanged(state)));
        this.bonds = new Bonds(group, peers, new Roster(System::nanoTime), self, new NoticeTally());
        Adoption adoption = new Adoption(service);
        this.shared = new SharedSettings(context, service, group, adoption);
        this.membership = new Membership(waiting, bonds);
        SettingsLead lead = new SettingsLead(bonds, service, adoption, InstantSource.system());
        this.leader = new LeaderCalls(
                vertx,
                group,
                peers,
                bonds.roster(),
                Map.of(
                        PeerPaths.ADMIT, membership::admit,
                        PeerPaths.REMOVE, membership::remove,
                        PeerPaths.DRAIN, membership::drain,
                        PeerPaths.CHANGE, lead::change,
                        PeerPaths.ROLL_BACK, lead::rollBack,
                        PeerPaths.CONFIRM, lead::confirm,
                        PeerPaths.REVERT, lead::revert));
        shared.leader(leader);
        this.life =
                new ClusterLife(vertx, options, service, new ClusterLife.Ties(context, bonds, adoption, pulse(vertx)));
        this.requests = new PeerRequests(bonds, service, adoption, leader, life);
        Heartbeats.Teller teller = new Heartbeats.Teller(
                options.facts(), adoption, new Bulletin(options.facts().figures(), System::nanoTime));
        this.heartbeats = new Heartbeats(bonds, teller, life, leader, this::tick);
        this.view = new ClusterView(bonds, teller);
    }

    private ClusterLife.Pulse pulse(Vertx vertx) {
        return new ClusterLife.Pulse() {
            @Override
            public void start() {
                heartbeats.start(vertx);
            }

            @Override
            public void stop() {
                heartbeats.stop();
            }
        };
    }

    /** The settings that hold for every node. */
    public SharedSettings settings() {
        return shared;
    }

    /**
     * Takes up the node's part in its cluster, or its way into one; called once, when the node serves already.
     *
     * @return completes when it has one, or needs none; fails when it cannot get in, or its folder cannot be trusted. A member that
     *     comes back waits until a majority tells it who leads, so that who waits for it before the next is restarted
     *     always leaves a majority; for twenty seconds at most, since the others may be away for long
     */
    public Future<Void> begin() {
        return onContext(() -> life.begin().compose(begun -> returned()));
    }

    private Future<Void> returned() {
        StoreGroup objects = bonds.group().objects();
        long deadline = System.nanoTime() + LONGEST_RETURN.toNanos();
        Supplier<Boolean> knowsTheOthers = () -> {
            life.tick();
            fellowship = look();
            return life.phase() != ClusterLife.Phase.MEMBER
                    || (bonds.group().standing().leader() != null && !fellowship.isNone());
        };
        return waiting.until(knowsTheOthers, LONGEST_RETURN)
                .compose(known -> life.phase() == ClusterLife.Phase.MEMBER
                        ? waiting.success(objects::agree, deadline)
                        : Future.succeededFuture())
                .recover(alone -> {
                    log.warn(
                            "no majority of the cluster's nodes can be reached yet; until then objects cannot be read or"
                                    + " written: {}",
                            alone.getMessage());
                    return Future.succeededFuture();
                });
    }

    private void stateChanged(MetaState state) {
        shared.stateChanged(state);
        bonds.roster()
                .keepOnly(Set.copyOf(
                        state.members().values().stream().map(Member::peerId).toList()));
        life.stateChanged(state);
        fellowship = look();
    }

    /** The members as they were a moment ago. Any thread may ask. */
    public Fellowship fellowship() {
        return fellowship;
    }

    /** Notices that members sent each other. Any thread may ask. */
    public NoticeFigures notices() {
        return bonds.notices().read();
    }

    /** Asks other members. */
    public PeerClient peers() {
        return peers;
    }

    private Fellowship look() {
        Identity self = life.identity();
        MetaState state = bonds.group().state();
        Optional<Member> known = self == null ? Optional.empty() : state.peer(self.peerId());
        if (self == null || known.isEmpty() || life.phase() != ClusterLife.Phase.MEMBER) {
            return Fellowship.NONE;
        }
        List<Fellow> members = state.members().values().stream()
                .filter(member -> member.number() != Member.UNNUMBERED)
                .sorted(Comparator.comparingInt(Member::number))
                .map(member -> new Fellow(
                        member.number(),
                        member.name(),
                        member.url(),
                        member.zone().equals(ANY_ZONE) ? "" : member.zone(),
                        member.weight(),
                        member.state() == Member.State.ACTIVE,
                        member.peerId().equals(self.peerId()) || bonds.roster().isWorthAsking(member.peerId())))
                .toList();
        return new Fellowship(self.cluster().toString(), known.get().number(), members);
    }

    /** Once a second while it is a member. */
    private void tick() {
        fellowship = look();
        shared.tick();
        if (bonds.group().standing().isLeader()) {
            membership.resume();
        }
        life.tick();
    }

    /** Answers another node, which was let in already. */
    public Future<JsonObject> answer(String path, JsonObject question) {
        return onContext(() -> requests.answer(path, question));
    }

    /** The cluster as this node sees it. */
    public Future<JsonObject> view() {
        return onContext(() -> Future.succeededFuture(view.show(life.phase(), life.identity())));
    }

    /** Takes a member out, by name; it may be this one. */
    public Future<Void> remove(String name) {
        return askLeader(PeerPaths.REMOVE, name, new JsonObject());
    }

    /** Has the copies of a member made on others, while it serves. */
    public Future<Void> drain(String name) {
        return askLeader(PeerPaths.DRAIN, name, new JsonObject().put("begins", true));
    }

    /** Lets a member have copies again that was to be drained. */
    public Future<Void> endDrain(String name) {
        return askLeader(PeerPaths.DRAIN, name, new JsonObject().put("begins", false));
    }

    private Future<Void> askLeader(String path, String name, JsonObject question) {
        return onContext(() -> {
            Member member = bonds.group().state().members().get(name);
            if (member == null) {
                return Future.failedFuture(new ClusterException(
                        Code.NO_SUCH_MEMBER,
                        "there is no member " + name + "; the members are "
                                + String.join(
                                        ", ", bonds.group().state().members().keySet())));
            }
            question.put("cluster", bonds.group().state().cluster()).put("peer", member.peerId());
            return leader.call(path, question, LONGEST_REMOVAL).mapEmpty();
        });
    }

    /**
     * Lets another member lead what this one leads, before it stops; it takes part still, and must still be there for the others to
     * ask. Completes after a few seconds at most, also where nobody could take over.
     */
    public Future<Void> handOver() {
        return onContext(
                () -> Future.join(bonds.group().objects().handOver(bonds.roster()::isNear), handOverMembership())
                        .transform(done -> Future.succeededFuture()));
    }

    private Future<Void> handOverMembership() {
        if (!bonds.group().standing().isLeader()) {
            return Future.succeededFuture();
        }
        Optional<String> next = bonds.group().peers().stream()
                .map(Peer::id)
                .filter(bonds.roster()::isNear)
                .findFirst();
        return next.isEmpty()
                ? Future.succeededFuture()
                : bonds.group().transferLeadership(next.get(), LONGEST_HAND_OVER);
    }

    /** Hands over what it leads by now, and stops; what it is a member of stays remembered. */
    public Future<Void> close() {
        return onContext(() -> {
                    life.close();
                    return handOver();
                })
                .transform(done -> onContext(() -> bonds.group().close()));
    }

    private <T> Future<T> onContext(Supplier<Future<T>> step) {
        Promise<T> done = Promise.promise();
        context.runOnContext(on -> {
            try {
                step.get().onComplete(done);
            } catch (RuntimeException e) {
                done.fail(e);
            }
        });
        return done.future();
    }
}
