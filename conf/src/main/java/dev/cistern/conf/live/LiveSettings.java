package dev.cistern.conf.live;

import dev.cistern.conf.Settings;
import dev.cistern.conf.load.InvalidSettingsException;
import dev.cistern.conf.load.Problem;
import dev.cistern.conf.load.ResolvedSettings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service on one node. Its mutable state is confined to its context; what other threads read is volatile. */
final class LiveSettings implements SettingsService {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(LiveSettings.class);

    private final Context context;
    private final Time time;
    private final Turns turns;
    private final Changes changes;
    private final Rejections rejections = new Rejections();
    private final FailureWatch failures;
    private final WatchedFiles files;
    private final List<Consumer<String>> worsening = new CopyOnWriteArrayList<>();
    private final Runnable stopTicking;
    private volatile boolean closed;

    /** Of the cluster's change on trial, 0 when there is none. */
    private long trialVersion;

    private boolean reverting;
    private @Nullable String revertWhy;

    private LiveSettings(Context context, Time time, SettingsOptions options, Opening opening) {
        this.context = context;
        this.time = time;
        this.turns = new Turns(context);
        this.failures = new FailureWatch(options.failures());
        this.changes = new Changes(context, time, opening, failures);
        this.files = new WatchedFiles(context, turns, changes, rejections);
        this.stopTicking = time.every(TICK, this::tick);
    }

    static Future<SettingsService> start(Vertx vertx, SettingsOptions options, Time time) {
        Context context = vertx.getOrCreateContext();
        Promise<SettingsService> started = Promise.promise();
        context.runOnContext(on -> context.executeBlocking(() -> Opening.open(options, time.now()))
                .map(opening -> {
                    LiveSettings service = new LiveSettings(context, time, options, opening);
                    service.files.watch(vertx, options.sources().files());
                    return (SettingsService) service;
                })
                .onComplete(started));
        return started.future();
    }

    @Override
    public Settings settings() {
        return changes.inForce().resolved().settings();
    }

    @Override
    public ResolvedSettings current() {
        return changes.inForce().resolved();
    }

    @Override
    public long revision() {
        return changes.inForce().stored().revision();
    }

    @Override
    public Runnable subscribe(SettingsListener listener) {
        return changes.audience().add(listener);
    }

    @Override
    public void guard(SettingsGuard guard) {
        changes.add(guard);
    }

    @Override
    public Runnable onRejection(RejectionListener listener) {
        return rejections.add(listener);
    }

    @Override
    public List<HistoryEntry> history() {
        return changes.entries().stream().map(AuditEntry::shown).toList();
    }

    @Override
    public Optional<PendingChange> pending() {
        return Optional.ofNullable(changes.probation())
                .map(probation -> new PendingChange(probation.revision(), probation.confirmBy()));
    }

    @Override
    public List<Problem> problems() {
        return rejections.problems();
    }

    @Override
    public long rejections() {
        return rejections.count();
    }

    @Override
    public Future<ChangeReport> change(ChangeRequest request) {
        return turns.ask(() -> {
            try {
                check(request);
            } catch (ChangeRefusedException | InvalidSettingsException e) {
                return Future.failedFuture(e);
            }
            InForce now = changes.inForce();
            Overrides overrides = now.stored().overrides().with(request, time.now());
            return changes.apply(new Proposal(
                    ChangeSource.COMMAND,
                    request.who(),
                    now.files(),
                    overrides,
                    Proposal.OWN,
                    request.confirmWithin()));
        });
    }

    @Override
    public Future<ResolvedSettings> preview(ChangeRequest request) {
        return changes.preview(request);
    }

    @Override
    public Future<ChangeReport> rollback(String who) {
        return turns.ask(() -> {
            try {
                return rollback(who, Rollback.last(changes.entries()));
            } catch (ChangeRefusedException e) {
                return Future.failedFuture(e);
            }
        });
    }

    @Override
    public Future<ChangeReport> rollback(String who, long revision) {
        return turns.ask(() -> {
            try {
                return rollback(who, Rollback.to(revision, changes.entries()));
            } catch (ChangeRefusedException e) {
                return Future.failedFuture(e);
            }
        });
    }

    private Future<ChangeReport> rollback(String who, Rollback to) throws ChangeRefusedException {
        refuseWhenClosed();
        return changes.apply(new Proposal(
                ChangeSource.ROLLBACK,
                who,
                changes.inForce().files(),
                changes.inForce().stored().restored(to.overrides()),
                to.state(),
                null));
    }

    @Override
    public Future<Long> confirm(String who) {
        return turns.ask(() -> {
            Probation probation = changes.probation();
            if (probation == null) {
                return Future.failedFuture(new ChangeRefusedException("no change awaits confirmation"));
            }
            return changes.confirm().map(done -> {
                LOG.atInfo()
                        .addKeyValue("revision", probation.revision())
                        .addKeyValue("who", who)
                        .log("settings change confirmed");
                return probation.revision();
            });
        });
    }

    @Override
    public Future<ChangeReport> adopt(CommittedOverrides committed) {
        return turns.take(() -> {
            if (closed) {
                return Future.failedFuture(new ChangeRefusedException("the node is stopping"));
            }
            InForce now = changes.inForce();
            if (committed.version() <= now.stored().clusterVersion()) {
                watch(committed);
                return Future.succeededFuture(ChangeReport.nothing(now.stored().revision()));
            }
            Overrides overrides =
                    new Overrides(committed.values(), now.stored().overrides().node());
            return changes.apply(new Proposal(
                            ChangeSource.CLUSTER,
                            committed.who(),
                            now.files(),
                            overrides,
                            Proposal.OWN,
                            null,
                            committed))
                    .onSuccess(done -> watch(committed));
        });
    }

    private void watch(CommittedOverrides committed) {
        if (committed.onTrial() && trialVersion != committed.version()) {
            trialVersion = committed.version();
            changes.watchFailures();
        } else if (!committed.onTrial() && trialVersion != 0) {
            trialVersion = 0;
            changes.endWatch();
        }
    }

    @Override
    public Future<ResolvedSettings> preview(CommittedOverrides committed) {
        return changes.preview(committed);
    }

    @Override
    public NavigableMap<String, OverrideValue> clusterOverrides() {
        return changes.inForce().stored().overrides().cluster();
    }

    @Override
    public long clusterVersion() {
        return changes.inForce().stored().clusterVersion();
    }

    @Override
    public Runnable onWorsening(Consumer<String> listener) {
        worsening.add(listener);
        return () -> worsening.remove(listener);
    }

    @Override
    public Future<Void> close() {
        closed = true;
        stopTicking.run();
        context.runOnContext(on -> files.refuseMore());
        return turns.take(files::close);
    }

    private void refuseWhenClosed() throws ChangeRefusedException {
        if (closed) {
            throw new ChangeRefusedException("the node is stopping");
        }
    }

    private void check(ChangeRequest request) throws ChangeRefusedException, InvalidSettingsException {
        refuseWhenClosed();
        Probation probation = changes.probation();
        if (probation != null) {
            throw new ChangeRefusedException("change " + probation.revision() + " awaits confirmation until "
                    + probation.confirmBy() + "; confirm it or roll it back first");
        }
        if (request.scope() == Scope.CLUSTER && clusterVersion() > 0) {
            throw new ChangeRefusedException("these settings belong to the cluster, which must agree on a change");
        }
        request.check();
    }

    private void tick() {
        context.runOnContext(on -> {
            Optional<String> worse = failures.sample();
            if (trialVersion != 0) {
                worse.ifPresent(why -> worsening.forEach(listener -> listener.accept(why)));
            }
            Probation probation = changes.probation();
            if (probation != null && !reverting) {
                if (revertWhy == null) {
                    revertWhy = worse.orElse(changes.probationIsOver() ? "not confirmed in time" : null);
                }
                if (revertWhy != null) {
                    revert(probation, revertWhy);
                }
            }
            files.tick();
        });
    }

    private void revert(Probation probation, String why) {
        reverting = true;
        turns.take(() -> putBack(probation, why))
                .onComplete(done -> context.runOnContext(on -> reverting = false))
                .onSuccess(done -> revertWhy = null)
                .onFailure(failure ->
                        LOG.atError().setCause(failure).log("an unconfirmed settings change is not yet put back"));
    }

    private Future<Void> putBack(Probation probation, String why) {
        if (!probation.equals(changes.probation())) {
            return Future.succeededFuture();
        }
        Proposal proposal = new Proposal(
                ChangeSource.REVERT,
                "change " + probation.revision() + ": " + why,
                changes.inForce().files(),
                changes.inForce().stored().restored(probation.before()),
                probation.restores(),
                null);
        return changes.apply(proposal).mapEmpty();
    }
}
