package dev.cistern.conf.live;

import dev.cistern.conf.Settings;
import dev.cistern.conf.load.ResolvedSettings;
import dev.cistern.conf.load.Resolver;
import dev.cistern.conf.load.SettingEntry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The road of a change, and what is in force at its end. Confined to the service's context, one change at a time; what is
 * in force may be read by any thread.
 */
final class Changes {
    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

    private final Context context;
    private final Time time;
    private final Resolver resolver;
    private final StateFiles state;
    private final Audience audience;
    private final FailureWatch failures;
    private final List<SettingsGuard> guards = new CopyOnWriteArrayList<>();
    private volatile InForce inForce;
    private volatile List<AuditEntry> entries;
    private long probationEndsNanos;

    /** A change that is durable and in force, but that no listener knows of yet. */
    private record Accepted(AuditEntry entry, ResolvedSettings before, InForce now) {}

    Changes(Context context, Time time, Opening opening, FailureWatch failures) {
        this.context = context;
        this.time = time;
        this.resolver = opening.resolver();
        this.state = opening.state();
        this.inForce = opening.inForce();
        this.entries = state.entries();
        this.audience = new Audience(context, time);
        this.failures = failures;
    }

    InForce inForce() {
        return inForce;
    }

    /** Oldest first. */
    List<AuditEntry> entries() {
        return entries;
    }

    Audience audience() {
        return audience;
    }

    /** The change that awaits confirmation, null when none does. */
    @Nullable
    Probation probation() {
        return inForce.stored().probation();
    }

    /** Whether the time to confirm is over. */
    boolean probationIsOver() {
        return time.nanos() - probationEndsNanos >= 0;
    }

    /** Keeps the change on probation. */
    Future<Void> confirm() {
        InForce now = inForce;
        StoredOverrides kept = now.stored().confirmed();
        return context.<StoredOverrides>executeBlocking(() -> {
                    state.store(kept);
                    return kept;
                })
                .map(done -> {
                    inForce = new InForce(now.files(), kept, now.resolved());
                    failures.end();
                    return kept;
                })
                .mapEmpty();
    }

    /** Validates, makes durable, puts in force, tells the listeners; fails before the change is durable or not at all. */
    Future<ChangeReport> apply(Proposal proposal) {
        long started = time.nanos();
        InForce before = inForce;
        return context.executeBlocking(() ->
                        resolver.resolve(proposal.files(), proposal.overrides().rawValues(), before.resolved()))
                .compose(now -> {
                    List<KeyChange> changes = KeyChange.between(before.resolved(), now);
                    if (proposal.source() == ChangeSource.FILE && changes.isEmpty()) {
                        inForce = new InForce(proposal.files().with(now.pems()), before.stored(), now);
                        return Future.succeededFuture(new ChangeReport(
                                before.stored().revision(), changes, Map.of(), 0, List.of(), List.of(), null));
                    }
                    return checked(before.resolved(), now)
                            .compose(usable -> accept(proposal, changes, now))
                            .compose(accepted -> tell(accepted, started));
                });
    }

    void add(SettingsGuard guard) {
        guards.add(guard);
    }

    private Future<ResolvedSettings> checked(ResolvedSettings before, ResolvedSettings now) {
        Future<Void> all = Future.succeededFuture();
        for (SettingsGuard guard : guards) {
            all = all.compose(usable -> guard.check(before.settings(), now.settings()));
        }
        Promise<ResolvedSettings> onContext = Promise.promise();
        Future<Void> asked = all;
        asked.onComplete(done -> context.runOnContext(on -> {
            if (done.succeeded()) {
                onContext.complete(now);
            } else {
                onContext.fail(done.cause());
            }
        }));
        return onContext.future();
    }

    /** What a change of overrides would resolve to. */
    Future<ResolvedSettings> preview(ChangeRequest request) {
        InForce now = inForce;
        Overrides overrides = now.stored().overrides().with(request, time.now());
        return context.<ResolvedSettings>executeBlocking(
                        () -> resolver.resolve(now.files(), overrides.rawValues(), now.resolved()), false)
                .compose(then -> checked(now.resolved(), then));
    }

    /** What other overrides for every node would resolve to. */
    Future<ResolvedSettings> preview(CommittedOverrides committed) {
        InForce now = inForce;
        Overrides overrides =
                new Overrides(committed.values(), now.stored().overrides().node());
        return context.<ResolvedSettings>executeBlocking(
                () -> resolver.resolve(now.files(), overrides.rawValues(), now.resolved()), false);
    }

    private Future<Accepted> accept(Proposal proposal, List<KeyChange> changes, ResolvedSettings resolved) {
        InForce before = inForce;
        Instant when = time.now();
        long revision = before.stored().revision() + 1;
        long stateBefore =
                entries.isEmpty() ? 0 : entries.get(entries.size() - 1).state();
        long stateNow =
                switch (proposal.source()) {
                    case FILE -> stateBefore;
                    default -> proposal.state() == Proposal.OWN ? revision : proposal.state();
                };
        Duration within = proposal.confirmWithin();
        Probation probation = within == null
                ? null
                : new Probation(
                        revision,
                        stateBefore,
                        when.plus(within),
                        before.stored().overrides());
        if (proposal.source() == ChangeSource.FILE || proposal.source() == ChangeSource.CLUSTER) {
            probation = before.stored().probation();
        }
        HistoryEntry shown = new HistoryEntry(revision, when, proposal.source(), proposal.who(), changes, Map.of(), -1);
        AuditEntry entry = new AuditEntry(shown, proposal.overrides(), stateNow);
        StoredOverrides stored =
                new StoredOverrides(revision, proposal.overrides(), probation, clusterVersion(proposal));
        InForce now = new InForce(proposal.files().with(resolved.pems()), stored, resolved);
        return context.<List<AuditEntry>>executeBlocking(() -> {
                    state.accept(entry, stored);
                    return state.entries();
                })
                .map(kept -> {
                    entries = kept;
                    inForce = now;
                    if (within != null) {
                        probationEndsNanos = time.nanos() + within.toNanos();
                        failures.begin();
                    } else if (stored.probation() == null) {
                        failures.end();
                    }
                    return new Accepted(entry, before.resolved(), now);
                });
    }

    private long clusterVersion(Proposal proposal) {
        CommittedOverrides committed = proposal.committed();
        return committed == null ? inForce.stored().clusterVersion() : committed.version();
    }

    /** Watches whether requests fail more since a change that others put on trial. */
    void watchFailures() {
        failures.begin();
    }

    /** The trial is over. */
    void endWatch() {
        if (probation() == null) {
            failures.end();
        }
    }

    private Future<ChangeReport> tell(Accepted accepted, long started) {
        Settings now = accepted.now().resolved().settings();
        Settings then = accepted.before().settings();
        Future<Audience.Answer> answer =
                now.equals(then) ? Future.succeededFuture(Audience.Answer.NOTHING) : audience.tell(then, now);
        return answer.compose(told -> {
            long tookMillis = (time.nanos() - started) / 1_000_000;
            AuditEntry finished = accepted.entry().finished(told.effects(), tookMillis);
            List<String> warnings = new ArrayList<>(accepted.now().resolved().warnings());
            warnings.removeAll(accepted.before().warnings());
            warnings.addAll(told.warnings());
            return context.<List<AuditEntry>>executeBlocking(() -> {
                        state.finish(finished);
                        return state.entries();
                    })
                    .onSuccess(kept -> entries = kept)
                    .onFailure(failure -> warnings.add("the audit log could not be completed: " + failure))
                    .transform(done -> Future.succeededFuture(report(finished, accepted.now(), warnings)))
                    .onSuccess(Changes::log);
        });
    }

    private static String inWords(KeyChange change) {
        String clamped =
                change.newEffective().equals(change.newValue()) ? "" : " (in force: " + change.newEffective() + ")";
        return change.key() + " " + change.oldEffective() + " → " + change.newValue() + clamped;
    }

    private static void log(ChangeReport report) {
        if (report.changes().isEmpty()) {
            return;
        }
        LOG.atInfo()
                .addKeyValue("revision", report.revision())
                .addKeyValue("tookMillis", report.tookMillis())
                .addKeyValue("effects", report.effects())
                .log(
                        "settings changed: {}",
                        report.changes().stream().map(Changes::inWords).collect(Collectors.joining(", ")));
    }

    private static ChangeReport report(AuditEntry entry, InForce now, List<String> warnings) {
        HistoryEntry shown = entry.shown();
        Set<String> changed = shown.changes().stream().map(KeyChange::key).collect(Collectors.toSet());
        List<String> needsRestart = now.resolved().entries().stream()
                .filter(key -> changed.contains(key.key()) && key.awaitsRestart())
                .map(SettingEntry::key)
                .toList();
        Probation probation = now.stored().probation();
        return new ChangeReport(
                shown.revision(),
                shown.changes(),
                shown.effects(),
                shown.tookMillis(),
                needsRestart,
                List.copyOf(warnings),
                probation == null ? null : probation.confirmBy());
    }
}
