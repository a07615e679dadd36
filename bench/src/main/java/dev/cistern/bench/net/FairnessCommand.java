package dev.cistern.bench.net;

import dev.cistern.bench.farend.FarEnd;
import dev.cistern.bench.farend.FarEndOptions;
import dev.cistern.bench.farend.Manners;
import dev.cistern.bench.farend.Seen;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.Origin;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Who waits is served in turn, and never longer than it may wait. */
@Command(
        name = "fairness",
        mixinStandardHelpOptions = true,
        description = {
            "10 connections, 200 ms a request, 100 workers: the longest wait is at most 1.2 times the mean. And who waits is"
                    + " told at its deadline, whoever else was served meanwhile. 25 s."
        })
final class FairnessCommand extends TrialCommand {
    private static final int CONNECTIONS = 10;
    private static final int WORKERS = 100;
    private static final Duration SERVICE = Duration.ofMillis(200);
    private static final double RATIO = 1.2;
    private static final int QUEUE = 30;
    private static final double DEADLINE_MILLIS = 1_000;
    private static final double SLACK_MILLIS = 100;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "20",
            description = "How long the workers work; 60 for the full length. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Override
    protected void run(Trial trial) throws Exception {
        FarEnd far = FarEnd.start(trial, FarEndOptions.plain());
        far.behave(Manners.good().serving(SERVICE));
        Origin origin = new Origin("127.0.0.1", far.port(), false);
        turns(trial, far, origin);
        deadlines(trial, far, origin);
    }

    private void turns(Trial trial, FarEnd far, Origin origin) throws Exception {
        try (NearEnd near = NearEnd.start(trial, Knobs.of("conns_per_host=" + CONNECTIONS, "acquire_timeout=30s"))) {
            Seen before = far.seen();
            // The first requests find free connections; their waits are no one's turn.
            Answers first = new Answers();
            Answers answers = new Answers();
            long settled = System.nanoTime() + 2L * WORKERS / CONNECTIONS * SERVICE.toNanos();
            ClosedLoop loop = new ClosedLoop(
                    near,
                    number -> HttpRequest.get(origin, "/" + number),
                    (answer, since) -> (since - settled < 0 ? first : answers).add(answer, since));
            loop.run(WORKERS, Duration.ofSeconds(seconds));
            first.checkAllGood(trial, "no request fails at the start");
            answers.checkAllGood(trial, "no request fails");
            Seen after = far.seen();
            trial.check(
                    "the far end saw " + CONNECTIONS + " connections and every request once",
                    after.accepted() - before.accepted() == CONNECTIONS
                            && after.requests() - before.requests() == first.sent() + answers.sent(),
                    (after.accepted() - before.accepted()) + " and " + (after.requests() - before.requests()) + " of "
                            + (first.sent() + answers.sent()));
            double mean = answers.meanMillis();
            double most = answers.mostMillis();
            trial.check(
                    "the longest wait is at most 1.2 times the mean",
                    most <= RATIO * mean,
                    String.format(Locale.ROOT, "longest %.0f ms, mean %.0f ms: %.2f", most, mean, most / mean));
            near.compare(trial, before, after);
        }
    }

    /** One connection and a queue that moves: a deadline that began anew whenever somebody was served would be seen. */
    private static void deadlines(Trial trial, FarEnd far, Origin origin) throws Exception {
        try (NearEnd near = NearEnd.start(trial, Knobs.of("conns_per_host=1", "acquire_timeout=1s"))) {
            Seen before = far.seen();
            Answers answers = new Answers();
            Deadlines deadlines = new Deadlines();
            for (int i = 0; i < QUEUE; i++) {
                deadlines.add(near.fetch(HttpRequest.get(origin, "/" + i)), answers);
            }
            boolean ended = answers.awaitAll(30);
            long served = far.seen().requests() - before.requests();
            trial.check(
                    "who is not served by its deadline is told then, at most 100 ms later",
                    ended
                            && served == answers.good()
                            && served >= 2
                            && deadlines.earliestMillis() >= DEADLINE_MILLIS - 1
                            && deadlines.latestMillis() <= DEADLINE_MILLIS + SLACK_MILLIS,
                    String.format(
                            Locale.ROOT,
                            "%d served, %d told after %.0f to %.0f ms",
                            served,
                            answers.failed(),
                            deadlines.earliestMillis(),
                            deadlines.latestMillis()));
            near.compare(trial, before, far.seen());
        }
    }
}
