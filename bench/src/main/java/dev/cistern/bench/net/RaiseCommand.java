package dev.cistern.bench.net;

import dev.cistern.bench.farend.FarEnd;
import dev.cistern.bench.farend.FarEndOptions;
import dev.cistern.bench.farend.Manners;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import dev.cistern.net.client.ClientSettings;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.Origin;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A raised cap wakes those who wait. */
@Command(
        name = "raise",
        mixinStandardHelpOptions = true,
        description = {
            "A raised cap wakes those who wait: 10 connections busy, 5 requests waiting, cap to 50;",
            "all 5 must be at the far end within 50 ms. About 5 s."
        })
final class RaiseCommand extends TrialCommand {
    private static final int CAP = 10;
    private static final int WAITING = 5;
    private static final int RAISED = 50;
    private static final double LIMIT_MILLIS = 50;
    private static final int PATIENCE_SECONDS = 20;

    @Option(names = "--repeats", paramLabel = "N", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}")
    private int repeats;

    @Override
    protected void run(Trial trial) throws Exception {
        FarEnd far = FarEnd.start(trial, FarEndOptions.plain());
        double worst = 0;
        for (int round = 0; round <= repeats; round++) {
            double millis = round(trial, far);
            boolean counts = round > 0;
            trial.say("%.1f ms until %d waiters were at the far end%s", millis, WAITING, counts ? "" : ", warming up");
            worst = counts ? Math.max(worst, millis) : 0;
        }
        trial.check(
                "all " + WAITING + " waiters are at the far end within 50 ms of the raise, dial included",
                worst <= LIMIT_MILLIS,
                String.format(Locale.ROOT, "%.1f ms at worst of %d", worst, repeats));
    }

    /** Time from the change to the moment at which the far end has all requests, in ms. */
    private static double round(Trial trial, FarEnd far) throws Exception {
        far.behave(Manners.good().holding(true));
        long before = far.seen().requests();
        long acceptedBefore = far.seen().accepted();
        try (NearEnd near = NearEnd.once(trial, ClientSettings.http1(PoolOf.conns(CAP)))) {
            Origin origin = new Origin("127.0.0.1", far.port(), false);
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < CAP + WAITING; i++) {
                answers.add(near.fetch(HttpRequest.get(origin, "/" + i)));
            }
            boolean full = far.await(seen -> seen.requests() - before == CAP, PATIENCE_SECONDS);
            if (!full || near.figures().waiting() != WAITING) {
                throw new IllegalStateException("not " + WAITING + " waiters: " + near.figures());
            }
            long start = System.nanoTime();
            int woken = near.apply(ClientSettings.http1(PoolOf.conns(RAISED))).waitersWoken();
            boolean all = far.await(seen -> seen.requests() - before == CAP + WAITING, PATIENCE_SECONDS);
            double millis = (System.nanoTime() - start) / 1e6;
            trial.check("the change says that it woke " + WAITING, all && woken == WAITING, woken + " woken");
            far.behave(Manners.good());
            trial.check("every request is answered", NearEnd.succeeded(answers) == answers.size(), "" + answers.size());
            near.compare(trial, far.seen(), acceptedBefore);
            return millis;
        }
    }
}
