package dev.cistern.cluster;

import dev.cistern.cluster.meta.MetaState;
import dev.cistern.cluster.meta.SettingsChange;
import dev.cistern.cluster.meta.SettingsState;
import dev.cistern.cluster.meta.Trial;
import dev.cistern.conf.live.ChangeRefusedException;
import dev.cistern.conf.live.ChangeRequest;
import dev.cistern.conf.live.ChangeSource;
import dev.cistern.conf.live.HistoryEntry;
import dev.cistern.conf.live.OverrideValue;
import dev.cistern.conf.live.PendingChange;
import dev.cistern.conf.live.Scope;
import dev.cistern.conf.live.SettingsService;
import dev.cistern.conf.load.InvalidSettingsException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings that hold for every node, as anybody may change them on any node: on a node alone they are its own, in a
 * cluster its members must agree. Every method may be called from any thread; none blocks.
 */
public final class SharedSettings {
    private static final Logger log = LoggerFactory.getLogger(SharedSettings.class);
    private static final Duration LONGEST_CHANGE = Duration.ofSeconds(12);

    private final Context context;
    private final SettingsService service;
    private final MetaGroup group;
    private final Adoption adoption;
    private @Nullable LeaderCalls leader;
    private volatile @Nullable TrialSeen trialSeen;
    private boolean reverting;

    /** When this node first knew of a change on trial. */
    private record TrialSeen(Trial trial, long nanos, Instant confirmBy) {}

    SharedSettings(Context context, SettingsService service, MetaGroup group, Adoption adoption) {
        this.context = context;
        this.service = service;
        this.group = group;
        this.adoption = adoption;
        Runnable listening = service.onWorsening(why -> context.runOnContext(on -> revert(why)));
        assert listening != null;
    }

    void leader(LeaderCalls calls) {
        leader = calls;
    }

    private boolean isShared() {
        return service.clusterVersion() > 0;
    }

    /** Sets or clears overrides; answers what that did on every node. */
    public Future<JsonObject> change(ChangeRequest request) {
        if (request.scope() == Scope.NODE || !isShared()) {
            return service.change(request).map(ReportJson::of);
        }
        try {
            request.check();
        } catch (ChangeRefusedException | InvalidSettingsException e) {
            return Future.failedFuture(e);
        }
        return atLeader(PeerPaths.CHANGE, PeerJson.change(request));
    }

    /**
     * Puts overrides back as they were.
     *
     * @param to a revision as the history shows it, 0 for none at all, null for those before the last change
     */
    public Future<JsonObject> rollback(String who, @Nullable Long to) {
        if (!isShared()) {
            return (to == null ? service.rollback(who) : service.rollback(who, to)).map(ReportJson::of);
        }
        JsonObject question = new JsonObject().put("who", who);
        return atLeader(PeerPaths.ROLL_BACK, to == null ? question : question.put("to", to));
    }

    /** Keeps the change that awaits confirmation; answers its revision. */
    public Future<Long> confirm(String who) {
        boolean own = service.pending().isPresent();
        return own || !isShared()
                ? service.confirm(who)
                : atLeader(PeerPaths.CONFIRM, new JsonObject()).map(answer -> answer.getLong("revision"));
    }

    private Future<JsonObject> atLeader(String path, JsonObject question) {
        question.put("id", UUID.randomUUID().toString());
        return onContext(() -> {
            LeaderCalls calls = leader;
            return calls == null || !group.runs()
                    ? Future.failedFuture(new ClusterException(
                            ClusterException.Code.NO_QUORUM,
                            "this node belongs to a cluster and has not found it again yet; settings of all nodes cannot be"
                                    + " changed until it has"))
                    : calls.call(path, question.put("cluster", group.state().cluster()), LONGEST_CHANGE);
        });
    }

    private Future<JsonObject> onContext(Supplier<Future<JsonObject>> step) {
        Promise<JsonObject> done = Promise.promise();
        context.runOnContext(on -> step.get().onComplete(done));
        return done.future();
    }

    /** Number of the last change: the cluster's in a cluster. */
    public long revision() {
        return isShared() ? service.clusterVersion() : service.revision();
    }

    /** The change that goes unless it is confirmed. */
    public Optional<PendingChange> pending() {
        TrialSeen seen = trialSeen;
        return seen == null
                ? service.pending()
                : Optional.of(new PendingChange(seen.trial().version(), seen.confirmBy()));
    }

    /** On the cluster's context, with every new state. */
    void stateChanged(MetaState state) {
        SettingsState settings = state.settings();
        Trial trial = settings.trial();
        TrialSeen seen = trialSeen;
        if (trial == null) {
            trialSeen = null;
        } else if (seen == null || !seen.trial().equals(trial)) {
            trialSeen = new TrialSeen(trial, System.nanoTime(), Instant.now().plus(trial.within()));
        }
        if (state.isFounded()) {
            Future<JsonObject> unused = adoption.adopt(Adoption.of(settings));
            assert unused != null;
        }
    }

    /** Once a second, on the cluster's context. */
    void tick() {
        adoption.retry();
        TrialSeen seen = trialSeen;
        boolean over = seen != null
                && System.nanoTime() - seen.nanos() >= seen.trial().within().toNanos();
        if (over && group.standing().isLeader()) {
            revert("not confirmed in time");
        }
    }

    private void revert(String why) {
        TrialSeen seen = trialSeen;
        LeaderCalls calls = leader;
        if (seen == null || calls == null || reverting) {
            return;
        }
        reverting = true;
        JsonObject question = new JsonObject()
                .put("id", UUID.randomUUID().toString())
                .put("cluster", group.state().cluster())
                .put("version", seen.trial().version())
                .put("why", why);
        calls.call(PeerPaths.REVERT, question, LONGEST_CHANGE)
                .onComplete(done -> reverting = false)
                .onFailure(failure -> log.warn(
                        "an unconfirmed change of the cluster's settings is not yet put back: {}",
                        failure.getMessage()));
    }

    /** The changes that are kept, newest first: those of all nodes, and in a cluster also those that are this node's own. */
    public JsonArray history() {
        List<JsonObject> entries = new ArrayList<>();
        boolean shared = isShared();
        for (HistoryEntry entry : service.history()) {
            if (entry.source() != ChangeSource.CLUSTER) {
                entries.add(own(entry).put("scope", shared ? "node" : "cluster"));
            }
        }
        NavigableMap<String, OverrideValue> before = new TreeMap<>();
        List<SettingsChange> changes = group.state().settings().history();
        for (SettingsChange change : changes) {
            entries.add(shared(change, before));
            before = change.after();
        }
        if (shared) {
            entries.sort(Comparator.comparing(entry -> Instant.parse(entry.getString("when"))));
        }
        JsonArray newestFirst = new JsonArray();
        for (int i = entries.size() - 1; i >= 0; i--) {
            newestFirst.add(entries.get(i));
        }
        return newestFirst;
    }

    private static JsonObject own(HistoryEntry entry) {
        JsonObject effects = new JsonObject();
        entry.effects().forEach(effects::put);
        return new JsonObject()
                .put("revision", entry.revision())
                .put("when", entry.when().toString())
                .put("who", entry.who())
                .put("source", entry.source().name().toLowerCase(Locale.ROOT))
                .put("changes", ReportJson.changes(entry.changes()))
                .put("effects", effects)
                .put("took_ms", entry.tookMillis());
    }

    private static JsonObject shared(SettingsChange change, NavigableMap<String, OverrideValue> before) {
        TreeSet<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(change.after().keySet());
        JsonArray changes = new JsonArray();
        for (String key : keys) {
            String was = value(before.get(key));
            String is = value(change.after().get(key));
            if (was == null ? is != null : !was.equals(is)) {
                changes.add(new JsonObject()
                        .put("key", key)
                        .put("old", was)
                        .put("new", is)
                        .put("old_effective", was)
                        .put("effective", is)
                        .put("reason", null));
            }
        }
        return new JsonObject()
                .put("revision", change.version())
                .put("when", change.when().toString())
                .put("who", change.who())
                .put("source", change.source().name().toLowerCase(Locale.ROOT))
                .put("changes", changes)
                .put("effects", new JsonObject())
                .put("took_ms", -1)
                .put("scope", "cluster");
    }

    private static @Nullable String value(@Nullable OverrideValue override) {
        return override == null ? null : override.value();
    }
}
