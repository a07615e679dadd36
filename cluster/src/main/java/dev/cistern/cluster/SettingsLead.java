package dev.cistern.cluster;

import dev.cistern.cluster.meta.Member;
import dev.cistern.cluster.meta.MetaCommand;
import dev.cistern.cluster.meta.MetaCommand.Asked;
import dev.cistern.cluster.meta.MetaRules;
import dev.cistern.cluster.meta.Outcome;
import dev.cistern.cluster.meta.SettingsState;
import dev.cistern.cluster.peer.PeerClient;
import dev.cistern.cluster.peer.PeerException;
import dev.cistern.conf.live.ChangeRefusedException;
import dev.cistern.conf.live.ChangeRequest;
import dev.cistern.conf.live.CommittedOverrides;
import dev.cistern.conf.live.SettingsService;
import dev.cistern.conf.load.InvalidSettingsException;
import dev.cistern.conf.load.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How the leader changes settings: looks what would come of it, asks every node that can be reached whether it could use it,
 * commits it, and tells every node, which is sooner than the log does. Confined to the cluster's context; one at a time.
 */
final class SettingsLead {
    private static final Duration LONGEST_CHECK = Duration.ofSeconds(2);
    private static final Duration LONGEST_APPLY = Duration.ofSeconds(3);
    private static final int TRIES = 3;

    private final MetaGroup group;
    private final PeerClient peers;
    private final Roster roster;
    private final SettingsService service;
    private final Adoption adoption;
    private final InstantSource clock;
    private Future<?> tail = Future.succeededFuture();

    SettingsLead(Bonds bonds, SettingsService service, Adoption adoption, InstantSource clock) {
        this.group = bonds.group();
        this.peers = bonds.peers();
        this.roster = bonds.roster();
        this.service = service;
        this.adoption = adoption;
        this.clock = clock;
    }

    Future<JsonObject> change(JsonObject question) {
        ChangeRequest request = PeerJson.change(question);
        Asked asked = asked(question, request.who());
        return inTurn(base -> new MetaCommand.ChangeSettings(
                        asked, base, request.set(), request.unset(), request.confirmWithin()))
                .map(report -> request.confirmWithin() == null
                        ? report
                        : report.put(
                                "confirm_by",
                                clock.instant().plus(request.confirmWithin()).toString()));
    }

    Future<JsonObject> rollBack(JsonObject question) {
        Asked asked = asked(question, question.getString("who"));
        long to = question.getLong("to", MetaCommand.RollBack.LAST);
        return inTurn(base -> new MetaCommand.RollBack(asked, base, to));
    }

    Future<JsonObject> revert(JsonObject question) {
        long version = question.getLong("version");
        Asked asked = asked(question, "change " + version + ": " + question.getString("why"));
        return inTurn(base -> new MetaCommand.Revert(asked, version));
    }

    Future<JsonObject> confirm(JsonObject question) {
        SettingsState settings = group.state().settings();
        if (settings.trial() == null) {
            return Future.failedFuture(new ChangeRefusedException("no change awaits confirmation"));
        }
        long version = settings.trial().version();
        return group.submit(new MetaCommand.Confirm(version))
                .compose(outcome -> outcome.isDone()
                        ? Future.succeededFuture(new JsonObject().put("revision", version))
                        : Future.failedFuture(new ChangeRefusedException(outcome.message())));
    }

    private Asked asked(JsonObject question, String who) {
        return new Asked(
                UUID.fromString(question.getString("id")), who, clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    private Future<JsonObject> inTurn(LongFunction<MetaCommand> wish) {
        Future<JsonObject> mine = tail.transform(before -> attempt(wish, TRIES));
        tail = mine;
        return mine;
    }

    private Future<JsonObject> attempt(LongFunction<MetaCommand> wish, int tries) {
        long startedNanos = System.nanoTime();
        MetaCommand command = wish.apply(group.state().settings().version());
        MetaRules.Step foreseen = MetaRules.apply(group.state(), command);
        if (!foreseen.outcome().isDone()) {
            return Future.failedFuture(
                    new ChangeRefusedException(foreseen.outcome().message()));
        }
        SettingsState wanted = foreseen.state().settings();
        return check(Adoption.of(wanted))
                .compose(usable -> group.submit(command))
                .compose(outcome -> outcome.code() == Outcome.Code.CONFLICT && tries > 1
                        ? attempt(wish, tries - 1)
                        : settled(outcome, startedNanos));
    }

    private Future<JsonObject> settled(Outcome outcome, long startedNanos) {
        if (!outcome.isDone()) {
            return Future.failedFuture(new ChangeRefusedException(outcome.message()));
        }
        CommittedOverrides committed = Adoption.of(group.state().settings());
        return tellAll(committed).map(report -> report.put("revision", outcome.number())
                .put("took_ms", (System.nanoTime() - startedNanos) / 1_000_000));
    }

    /** Fails where this node or one that answers could not use them. */
    private Future<Void> check(CommittedOverrides committed) {
        List<Future<List<Problem>>> answers = new ArrayList<>();
        for (Member member : others()) {
            if (roster.isWorthAsking(member.peerId())) {
                answers.add(checkAt(member, committed));
            }
        }
        return service.preview(committed).compose(here -> Future.join(answers)).compose(all -> {
            List<Problem> problems =
                    answers.stream().flatMap(answer -> answer.result().stream()).toList();
            return problems.isEmpty()
                    ? Future.succeededFuture()
                    : Future.failedFuture(new InvalidSettingsException(problems));
        });
    }

    private Future<List<Problem>> checkAt(Member member, CommittedOverrides committed) {
        return peers.ask(member.url(), PeerPaths.CHECK, question(committed), LONGEST_CHECK)
                .map(usable -> List.<Problem>of())
                .recover(failure -> Future.succeededFuture(
                        failure instanceof PeerException refused ? problems(member, refused) : List.of()));
    }

    private static List<Problem> problems(Member member, PeerException refused) {
        return refused.problems().stream()
                .map(problem -> new Problem(
                        "node " + member.name() + ": " + problem.source(),
                        problem.key(),
                        problem.value(),
                        problem.reason(),
                        problem.suggestion()))
                .toList();
    }

    private JsonObject question(CommittedOverrides committed) {
        return PeerJson.committed(committed).put("cluster", group.state().cluster());
    }

    private List<Member> others() {
        String self = String.valueOf(group.standing().leader());
        return group.state().members().values().stream()
                .filter(member -> !member.peerId().equals(self))
                .toList();
    }

    private Future<JsonObject> tellAll(CommittedOverrides committed) {
        Map<String, Future<JsonObject>> answers = new TreeMap<>();
        Map<String, String> missing = new TreeMap<>();
        for (Member member : others()) {
            if (roster.isWorthAsking(member.peerId())) {
                answers.put(
                        member.name(), peers.ask(member.url(), PeerPaths.APPLY, question(committed), LONGEST_APPLY));
            } else {
                missing.put(member.name(), "not heard of " + silence(member) + "; it catches up by itself");
            }
        }
        return adoption.adopt(committed)
                .compose(own -> Future.join(List.copyOf(answers.values())).transform(all -> {
                    Map<String, JsonObject> reports = new TreeMap<>();
                    answers.forEach((name, answer) -> {
                        if (answer.succeeded()) {
                            reports.put(name, answer.result());
                        } else {
                            missing.put(name, why(answer.cause()));
                        }
                    });
                    return Future.succeededFuture(ReportJson.sum(own, reports, missing));
                }));
    }

    private String silence(Member member) {
        return roster.silence(member.peerId())
                .map(silence -> "for " + silence.toSeconds() + " s")
                .orElse("since this node started");
    }

    private static String why(@Nullable Throwable failure) {
        return failure instanceof PeerException
                ? String.valueOf(failure.getMessage())
                : "no answer within " + LONGEST_APPLY.toSeconds() + " s; it catches up by itself";
    }
}
