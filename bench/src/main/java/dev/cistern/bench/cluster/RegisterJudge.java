package dev.cistern.bench.cluster;

import dev.cistern.bench.cluster.RegisterChecker.Verdict;
import dev.cistern.bench.cluster.RegisterOp.Kind;
import dev.cistern.bench.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;

/** Whether what clients saw of objects can have been, and whether it would have been noticed if not. */
final class RegisterJudge {
    private RegisterJudge() {}

    /** @param clients that have ended */
    static void judge(Trial trial, RegisterClients clients) {
        trial.check(
                "no write without a condition is refused for one",
                clients.wrong().isEmpty(),
                clients.wrong());
        List<String> impossible = new ArrayList<>();
        int judged = 0;
        int planted = 0;
        int found = 0;
        for (Map.Entry<String, Queue<RegisterOp>> key : clients.history().entrySet()) {
            List<RegisterOp> history = List.copyOf(key.getValue());
            Verdict verdict = RegisterChecker.check(history, "");
            judged += verdict == Verdict.NOT_JUDGED ? 0 : 1;
            if (verdict == Verdict.IMPOSSIBLE) {
                impossible.add(key.getKey());
                trial.say("%s: %s", key.getKey(), history);
            }
            List<RegisterOp> damaged = withStaleRead(history);
            if (verdict == Verdict.POSSIBLE && !damaged.isEmpty()) {
                planted++;
                found += RegisterChecker.check(damaged, "") == Verdict.POSSIBLE ? 0 : 1;
            }
        }
        trial.check(
                "every object is a linearizable register: no acknowledged write lost, no stale read, one winner",
                impossible.isEmpty() && judged > 0 && clients.answered() > 100,
                String.format(
                        Locale.ROOT,
                        "%d of %d keys judged, %d operations, impossible: %s",
                        judged,
                        clients.history().size(),
                        clients.answered(),
                        impossible));
        trial.check(
                "the checker finds a stale read that is planted in what was seen",
                planted > 0 && found == planted,
                found + " of " + planted + " found");
    }

    /** The history with one more read, behind all, that sees what was overwritten for certain; empty where nothing was. */
    private static List<RegisterOp> withStaleRead(List<RegisterOp> history) {
        long end = history.stream()
                .filter(op -> !op.isUnknown())
                .mapToLong(RegisterOp::ended)
                .max()
                .orElse(0);
        return history.stream()
                .filter(op -> op.kind() == Kind.READ && !op.value().isEmpty())
                .filter(op -> history.stream()
                        .anyMatch(later -> later.kind() == Kind.READ
                                && later.begun() > op.ended()
                                && !later.value().equals(op.value())))
                .findFirst()
                .map(stale -> {
                    List<RegisterOp> damaged = new ArrayList<>(history);
                    damaged.add(new RegisterOp(Kind.READ, stale.value(), "", end + 1, end + 2));
                    return damaged;
                })
                .orElse(List.of());
    }
}
