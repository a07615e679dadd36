package dev.cistern.conf.live;

import dev.cistern.conf.Keys;
import dev.cistern.conf.Settings;
import dev.cistern.conf.load.InvalidSettingsException;
import dev.cistern.conf.load.Problem;
import dev.cistern.conf.load.ResolvedSettings;
import dev.cistern.conf.load.Resolver;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service on one node. Its mutable state is confined to its context; what other threads read is volatile. */
final class LiveSettings implements SettingsService {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration SHORTEST_PROBATION = Duration.ofSeconds(1);
    private static final Duration LONGEST_PROBATION = Duration.ofHours(1);
    private static final Logger LOG = LoggerFactory.getLogger(LiveSettings.class);

    private final Context context;
    private final Time time;
    private final Turns turns;
    private final Changes changes;
    private final Rejections rejections = new Rejections();
    private final FailureWatch failures;
    private final WatchedFiles files;
    private final Runnable stopTicking;
    private volatile boolean closed;

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
        return changes.apply(
                new Proposal(ChangeSource.ROLLBACK, who, changes.inForce().files(), to.overrides(), to.state(), null));
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
        if (request.set().isEmpty() && request.unset().isEmpty()) {
            throw new ChangeRefusedException("nothing to change; give at least one key=value");
        }
        Duration within = request.confirmWithin();
        if (within != null && (within.compareTo(SHORTEST_PROBATION) < 0 || within.compareTo(LONGEST_PROBATION) > 0)) {
            throw new ChangeRefusedException("the time to confirm must be from 1s to 1h");
        }
        List<Problem> problems = new ArrayList<>();
        for (String key : request.unset()) {
            if (Keys.find(key).isEmpty()) {
                problems.add(Resolver.noSuchSetting("unset by " + request.who(), key));
            } else if (request.set().containsKey(key)) {
                problems.add(new Problem("change by " + request.who(), key, null, "both set and unset", "choose one"));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
    }

    private void tick() {
        context.runOnContext(on -> {
            Optional<String> worse = failures.sample();
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
                probation.before(),
                probation.restores(),
                null);
        return changes.apply(proposal).mapEmpty();
    }
}
