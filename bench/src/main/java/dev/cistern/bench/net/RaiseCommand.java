package dev.cistern.bench.net;

import dev.cistern.bench.farend.FarEnd;
import dev.cistern.bench.farend.FarEndOptions;
import dev.cistern.bench.farend.Manners;
import dev.cistern.bench.farend.Seen;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.Origin;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A raised cap wakes those who wait. */
@Command(
        name = "raise",
        mixinStandardHelpOptions = true,
        description = {
            "A raised cap wakes those who wait: 10 connections busy, 5 requests waiting, cap to 50; all 5 must be at the"
                    + " far end within 50 ms, dial included. 5 s."
        })
final class RaiseCommand extends TrialCommand {
    private static final int CAP = 10;
    private static final int WAITING = 5;
    private static final int RAISED = 50;
    private static final double LIMIT_MILLIS = 50;
    private static final int PATIENCE_SECONDS = 20;

    @Option(names = "--repeats", paramLabel = "N", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}")
    private int repeats;

    private final Answers answers = new Answers();
    private int woken;
    private double worstMillis;

    @Override
    protected void run(Trial trial) throws Exception {
        FarEnd far = FarEnd.start(trial, FarEndOptions.plain());
        round(trial, far);
        woken = 0;
        worstMillis = 0;
        for (int i = 0; i < repeats; i++) {
            round(trial, far);
        }
        trial.check(
                "all " + WAITING + " waiters are at the far end within 50 ms of the raise",
                worstMillis <= LIMIT_MILLIS && woken == WAITING * repeats,
                String.format(Locale.ROOT, "%.1f ms at worst of %d; %d woken", worstMillis, repeats, woken));
        answers.checkAllGood(trial, "every request is answered");
    }

    private void round(Trial trial, FarEnd far) throws Exception {
        far.behave(Manners.good().holding(true));
        Seen before = far.seen();
        try (NearEnd near = NearEnd.start(trial, Knobs.of("conns_per_host=" + CAP))) {
            Origin origin = new Origin("127.0.0.1", far.port(), false);
            for (int i = 0; i < CAP + WAITING; i++) {
                answers.add(near.fetch(HttpRequest.get(origin, "/" + i)), System.nanoTime());
            }
            boolean full = far.await(seen -> seen.requests() - before.requests() == CAP, PATIENCE_SECONDS);
            if (!full || near.figures().waiting() != WAITING) {
                throw new IllegalStateException("not " + WAITING + " waiters: " + near.figures());
            }
            long start = System.nanoTime();
            woken += near.apply(Knobs.of("conns_per_host=" + RAISED)).waitersWoken();
            boolean all = far.await(seen -> seen.requests() - before.requests() == CAP + WAITING, PATIENCE_SECONDS);
            double millis = all ? (System.nanoTime() - start) / 1e6 : Double.POSITIVE_INFINITY;
            trial.say("%.1f ms until %d waiters were at the far end", millis, WAITING);
            worstMillis = Math.max(worstMillis, millis);
            far.behave(Manners.good());
            answers.awaitAll(PATIENCE_SECONDS);
            near.compare(trial, before, far.seen());
        }
    }
}
