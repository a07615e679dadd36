package dev.cistern.cluster;

import dev.cistern.cluster.ClusterException.Code;
import dev.cistern.cluster.meta.Member;
import dev.cistern.cluster.meta.MetaCommand;
import dev.cistern.cluster.meta.MetaState;
import dev.cistern.cluster.raft.Peer;
import dev.cistern.cluster.raft.RaftOptions;
import dev.cistern.conf.live.SettingsService;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's way from none into a cluster and out again, and what its folder remembers of it. Confined to the cluster's context. */
final class ClusterLife implements PeerRequests.Host {
    private static final Logger log = LoggerFactory.getLogger(ClusterLife.class);
    private static final Duration PATIENCE = Duration.ofSeconds(50);
    private static final Duration LONGEST_ELECTION = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Waiting waiting;
    private final Context context;
    private final ClusterOptions options;
    private final SettingsService service;
    private final ClusterFolder folder;
    private final Bonds bonds;
    private final Adoption adoption;
    private final Joining joining;
    private final Pulse pulse;
    private volatile Phase phase = Phase.ALONE;
    private volatile @Nullable Identity identity;
    private @Nullable Future<Void> founding;
    private boolean closed;

    /** Where a node is in its life. */
    enum Phase {
        /** In no cluster: whoever asks to join makes it found one. */
        ALONE,
        /** On its way in. */
        JOINING,
        /** In a cluster, whether or not the others can be reached. */
        MEMBER,
        /** It was taken out of its cluster. */
        REMOVED
    }

    /** The signs of life that a member gives. */
    interface Pulse {
        void start();

        void stop();
    }

    ClusterLife(Vertx vertx, ClusterOptions options, SettingsService service, Ties ties) {
        this.vertx = vertx;
        this.waiting = new Waiting(vertx);
        this.context = ties.context();
        this.options = options;
        this.service = service;
        this.folder = new ClusterFolder(options.folder());
        this.bonds = ties.bonds();
        this.adoption = ties.adoption();
        this.joining = new Joining(vertx, bonds, service);
        this.pulse = ties.pulse();
    }

    /** What it moves, and on which context. */
    record Ties(Context context, Bonds bonds, Adoption adoption, Pulse pulse) {}

    /** Takes up what the folder remembers, or asks its way in. */
    Future<Void> begin() {
        return blocking(folder::read).compose(this::begin);
    }

    private Future<Void> begin(Optional<Identity> remembered) {
        List<String> contacts = options.settings().join().stream()
                .map(address -> (options.facts().tls() ? "https://" : "http://") + address)
                .toList();
        if (remembered.isEmpty() && objects().cluster().isPresent()) {
            return Future.failedFuture(new ClusterException(
                    Code.REFUSED,
                    "the objects in the data folder are those of the cluster "
                            + objects().cluster().get()
                            + ", and what it knew of its cluster is gone: remove this node from"
                            + " the cluster, and let it join with an empty folder"));
        }
        if (remembered.isEmpty()) {
            return contacts.isEmpty() ? Future.succeededFuture() : join(contacts, Optional.empty());
        }
        Identity before = remembered.get();
        return switch (before.phase()) {
            case FOUNDING ->
                objects()
                        .leave()
                        .compose(left -> blocking(folder::forget))
                        .compose(forgotten -> begin(Optional.empty()));
            case JOINING -> join(Joining.all(contacts, before.contacts()), remembered);
            case REMOVED -> {
                identity = before;
                phase = Phase.REMOVED;
                yield contacts.isEmpty() ? stayRemoved() : join(contacts, remembered);
            }
            case MEMBER -> resume(before);
        };
    }

    private Future<Void> stayRemoved() {
        log.warn("this node was removed from its cluster, and serves no objects. --join lets it in again");
        return Future.succeededFuture();
    }

    /** Does not wait for the others: what this node has it serves without them. */
    private Future<Void> resume(Identity before) {
        identity = before;
        phase = Phase.MEMBER;
        return blocking(() -> folder.holdsGroup(before.cluster())).compose(whole -> {
            if (!whole) {
                return Future.failedFuture(new ClusterException(
                        Code.REFUSED,
                        "the data folder belongs to the cluster " + before.cluster()
                                + ", and its Raft log is gone: remove"
                                + " this node from the cluster, and let it join with an empty folder"));
            }
            takePart(before);
            return Future.succeededFuture();
        });
    }

    private void takePart(Identity self) {
        start(self, List.of()).onFailure(failure -> {
            log.error("the node cannot take part in its cluster, and tries again: {}", reason(failure));
            vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS).onSuccess(waited -> {
                if (!closed && phase == Phase.MEMBER) {
                    takePart(self);
                }
            });
        });
    }

    private SharedStore objects() {
        return bonds.group().objects().shared();
    }

    /** Once a second, and with every new state. */
    void tick() {
        Identity self = identity;
        if (self != null && phase == Phase.MEMBER) {
            StoreGroup group = bonds.group().objects();
            group.attach(bonds.group().state(), self.peerId());
            group.tick(bonds.group().state(), self.peerId(), bonds.roster()::isNear);
        }
    }

    private Future<Void> start(Identity now, List<Peer> first) {
        RaftOptions raft = bonds.self().raft(folder, now);
        return bonds.group().start(raft, now.cluster(), first).onSuccess(started -> pulse.start());
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
    }

    private Future<Void> join(List<String> contacts, Optional<Identity> before) {
        phase = Phase.JOINING;
        boolean again =
                before.filter(known -> known.phase() == Identity.Phase.JOINING).isPresent();
        return joining.ask(contacts, before, PATIENCE)
                .compose(invitation -> invitation.isEmpty()
                        ? beThereForOthers(before)
                        : enter(invitation.get(), again ? before : Optional.empty()))
                .onFailure(failure -> phase = before.isPresent() ? Phase.REMOVED : Phase.ALONE);
    }

    private Future<Void> beThereForOthers(Optional<Identity> before) {
        phase = before.isPresent() ? Phase.REMOVED : Phase.ALONE;
        return Future.succeededFuture();
    }

    private Future<Void> enter(Joining.Invitation invitation, Optional<Identity> known) {
        return blocking(() -> {
                    Identity next = known.isPresent()
                            ? known.get().with(invitation.contacts())
                            : bonds.self()
                                    .identity(invitation.cluster(), Identity.Phase.JOINING, invitation.contacts());
                    if (known.isEmpty()) {
                        folder.clearRaft();
                    }
                    folder.write(next);
                    return next;
                })
                .compose(next -> {
                    identity = next;
                    return emptied(next, known.isEmpty())
                            .compose(ready -> start(next, List.of()))
                            .compose(started -> joining.beAdmitted(invitation.contact(), next))
                            .compose(admitted -> until(() -> isMember(next)))
                            .compose(member -> objectsHere(next))
                            .compose(here -> remember(next.in(Identity.Phase.MEMBER)))
                            .compose(done -> adoption.adopt(
                                    Adoption.of(bonds.group().state().settings())))
                            .<Void>mapEmpty()
                            .onSuccess(in -> joined(next))
                            .recover(
                                    failure -> bonds.group().close().transform(closed -> Future.failedFuture(failure)));
                });
    }

    private Future<Void> emptied(Identity next, boolean fresh) {
        String id = next.cluster().toString();
        return fresh || !objects().cluster().equals(Optional.of(id)) ? objects().join(id) : Future.succeededFuture();
    }

    /** Its vote on objects comes with them; where they are many, the node does not wait for all. */
    private Future<Void> objectsHere(Identity self) {
        StoreGroup group = bonds.group().objects();
        return until(() -> group.hasVoter(self.peerId())).recover(slow -> {
            log.warn("the cluster's objects are still on their way to this node");
            return Future.succeededFuture();
        });
    }

    private boolean isMember(Identity self) {
        return bonds.group().state().peer(self.peerId()).isPresent();
    }

    private void joined(Identity self) {
        log.atInfo()
                .addKeyValue("cluster", self.cluster())
                .addKeyValue("node", self.name())
                .addKeyValue("members", bonds.group().state().members().size())
                .log("joined the cluster");
        tick();
    }

    private Future<Identity> remember(Identity next) {
        return blocking(() -> {
                    folder.write(next);
                    return next;
                })
                .onSuccess(written -> {
                    identity = written;
                    phase = written.phase() == Identity.Phase.REMOVED ? Phase.REMOVED : Phase.MEMBER;
                });
    }

    @Override
    public Future<Void> found() {
        Future<Void> begun = founding;
        if (begun == null) {
            begun = foundNow().onFailure(failure -> founding = null);
            founding = begun;
        }
        return begun;
    }

    /** Nobody can have joined before the last step, so until then a crash leaves a node alone. */
    private Future<Void> foundNow() {
        UUID cluster = UUID.randomUUID();
        return blocking(() -> {
                    folder.clearRaft();
                    Identity first = bonds.self().identity(cluster, Identity.Phase.FOUNDING, List.of());
                    folder.write(first);
                    return first;
                })
                .compose(first -> {
                    identity = first;
                    Member self = bonds.self().member(first, Member.State.ACTIVE);
                    return objects()
                            .found(cluster.toString())
                            .compose(ready -> start(first, List.of(new Peer(self.peerId(), self.raftAddress()))))
                            .compose(started -> until(() -> bonds.group()
                                            .standing()
                                            .isLeader()
                                    && bonds.group().objects().standing().isLeader()))
                            .compose(leading -> bonds.group().submit(found(cluster, self)))
                            .compose(founded -> bonds.group().objects().firstSnapshot())
                            .compose(founded -> remember(first.in(Identity.Phase.MEMBER)));
                })
                .onSuccess(self -> {
                    log.atInfo()
                            .addKeyValue("cluster", cluster)
                            .addKeyValue("node", self.name())
                            .log("founded a cluster, since another node wants to join");
                    tick();
                })
                .recover(failure -> {
                    log.error("no cluster could be founded: {}", reason(failure));
                    return undone().transform(alone -> Future.failedFuture(failure));
                })
                .mapEmpty();
    }

    /** What the folder remembers goes last: until then the next start undoes the rest. */
    private Future<Void> undone() {
        pulse.stop();
        return bonds.group()
                .close()
                .transform(closed -> objects().leave())
                .compose(left -> blocking(folder::forget))
                .<Void>mapEmpty()
                .onSuccess(alone -> identity = null)
                .onFailure(failure -> log.error(
                        "what was begun of a cluster is still there, until the next start: {}", reason(failure)));
    }

    private MetaCommand found(UUID cluster, Member self) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return new MetaCommand.Found(
                cluster.toString(),
                self,
                service.clusterOverrides(),
                new MetaCommand.Asked(UUID.randomUUID(), self.name(), now));
    }

    private Future<Void> until(Supplier<Boolean> condition) {
        return waiting.until(condition, LONGEST_ELECTION);
    }

    @Override
    public void removed() {
        Identity self = identity;
        if (self == null || phase != Phase.MEMBER) {
            return;
        }
        phase = Phase.REMOVED;
        pulse.stop();
        log.warn("this node was removed from its cluster; it stops taking part, and serves no objects any more");
        remember(self.in(Identity.Phase.REMOVED))
                .eventually(() -> bonds.group().close())
                .onFailure(
                        failure -> log.error("the end of the membership could not be noted: {}", failure.getMessage()));
    }

    @Override
    public boolean is(String peerId) {
        Identity self = identity;
        return self != null && self.peerId().equals(peerId);
    }

    @Override
    public String cluster() {
        Identity self = identity;
        return self == null ? "" : self.cluster().toString();
    }

    @Override
    public Phase phase() {
        return phase;
    }

    /** This node as it would tell others; null when it is in no cluster. */
    @Nullable
    Member self() {
        Identity now = identity;
        return now == null ? null : bonds.self().member(now, Member.State.ACTIVE);
    }

    /** With every new state of the meta group. */
    void stateChanged(MetaState state) {
        Identity self = identity;
        if (self != null && phase == Phase.MEMBER && state.removed().contains(self.peerId())) {
            removed();
        }
        tick();
    }

    /** Null in no cluster. */
    @Nullable
    Identity identity() {
        return identity;
    }

    /** Nothing is tried again from now on. */
    void close() {
        closed = true;
        pulse.stop();
    }

    private <T> Future<T> blocking(Callable<T> work) {
        return context.<T>executeBlocking(work, false);
    }
}
