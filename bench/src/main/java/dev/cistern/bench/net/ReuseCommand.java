package dev.cistern.bench.net;

import dev.cistern.bench.farend.FarEnd;
import dev.cistern.bench.farend.FarEndOptions;
import dev.cistern.bench.farend.Manners;
import dev.cistern.bench.farend.Seen;
import dev.cistern.bench.speed.Series;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import dev.cistern.net.client.Origin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many connections it takes to send a thousand requests. */
@Command(
        name = "reuse",
        mixinStandardHelpOptions = true,
        description = {
            "500 requests a second at random moments, 20 ms each: dials per 1,000 requests as the server accepts them, and"
                    + " connections left in TIME_WAIT. Ours with defaults and as advised (at most 5 per 1,000, and 100 in"
                    + " TIME_WAIT), beside Vert.x's own pool and Go's net/http. 6 minutes."
        })
final class ReuseCommand extends TrialCommand {
    private static final double PER_SECOND = 500;
    private static final Duration SERVICE = Duration.ofMillis(20);
    private static final int WARMING_SECONDS = 3;
    private static final int CONNECTIONS = 256;
    private static final int GO_IDLE = 32;
    private static final double DIALS_MOST = 5;
    private static final double DIALS_QUIET = 1;
    private static final double TIME_WAIT_MOST = 100;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "17", description = "Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--repeats", paramLabel = "N", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
    private int repeats;

    private final Map<String, Figures> all = new LinkedHashMap<>();
    private int advised;

    /** What was measured of one of them, over the repeats. */
    private static final class Figures {
        private final Series dials = new Series();
        private final Series timeWait = new Series();
        private final Series p99 = new Series();
        private long failed;
    }

    @Override
    protected void run(Trial trial) throws Exception {
        Optional<Path> go = GoClient.build(trial);
        if (go.isEmpty()) {
            trial.skip("Go's net/http beside ours", "there is no Go here, or it does not build");
        }
        for (int i = 1; i <= repeats; i++) {
            trial.say("round %d of %d", i, repeats);
            measure(trial, "ours, defaults", port -> ours(trial, port, Knobs.of()));
            String name = "ours, as advised";
            measure(trial, name, port -> ours(trial, port, Knobs.of("idle_conns_per_host=" + advised)));
            measure(
                    trial,
                    "Vert.x's pool, " + CONNECTIONS + " connections",
                    port -> new VertxPool(port, CONNECTIONS, PER_SECOND, trial.random("arrivals")));
            if (go.isPresent()) {
                Path program = go.get();
                measure(trial, "Go, defaults", port -> new GoClient(program, port, PER_SECOND, 0));
                measure(trial, "Go, " + GO_IDLE + " idle", port -> new GoClient(program, port, PER_SECOND, GO_IDLE));
            }
        }
        report(trial);
    }

    private static Rival ours(Trial trial, int port, Knobs knobs) {
        Origin origin = new Origin("127.0.0.1", port, false);
        return new Ours(NearEnd.start(trial, knobs), origin, PER_SECOND, trial.random("arrivals"));
    }

    /** A server of its own for each run, so that a connection in TIME_WAIT tells whose it is. */
    private void measure(Trial trial, String name, IntFunction<Rival> make) throws Exception {
        try (FarEnd far = FarEnd.start(trial, FarEndOptions.plain());
                Rival rival = make.apply(far.port())) {
            far.behave(Manners.good().serving(SERVICE));
            Seen start = far.seen();
            CompletableFuture<Rival.Outcome> sending = CompletableFuture.supplyAsync(() -> send(rival));
            TimeUnit.SECONDS.sleep(WARMING_SECONDS);
            Seen before = far.seen();
            long waitingBefore = Sockets.timeWait(far.port());
            Rival.Outcome outcome = sending.join();
            Seen after = far.seen();
            long requests = after.requests() - before.requests();
            double dials = 1_000.0 * (after.accepted() - before.accepted()) / Math.max(1, requests);
            Figures figures = all.computeIfAbsent(name, first -> new Figures());
            figures.dials.add(dials);
            figures.timeWait.add((double) (Sockets.timeWait(far.port()) - waitingBefore));
            figures.p99.add(outcome.p99Millis());
            figures.failed += outcome.failed();
            trial.say("%s: %.1f dials per 1,000 of %d requests", name, dials, requests);
            if (rival instanceof Ours ours) {
                ours.near().compare(trial, start, after);
                advised = Advised.idlePerHost(ours.near());
            }
        }
    }

    private Rival.Outcome send(Rival rival) {
        try {
            return rival.send(WARMING_SECONDS + seconds);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void report(Trial trial) {
        Table table = new Table("client", "dials per 1,000", "TIME_WAIT", "p99 ms", "failed");
        all.forEach((name, figures) -> table.add(
                name,
                figures.dials.spread(1),
                figures.timeWait.spread(0),
                figures.p99.spread(1),
                Long.toString(figures.failed)));
        trial.show(table);
        Figures ours = all.getOrDefault("ours, as advised", new Figures());
        double dials = ours.dials.median();
        trial.check(
                "as advised, at most 5 dials per 1,000 requests",
                dials <= DIALS_MOST,
                String.format(
                        Locale.ROOT,
                        "%s at idle_conns_per_host=%d%s",
                        ours.dials.spread(2),
                        advised,
                        dials <= DIALS_QUIET ? ", at most the 1 of a quiet machine" : ""));
        trial.check(
                "as advised, at most 100 connections left in TIME_WAIT",
                ours.timeWait.median() <= TIME_WAIT_MOST,
                ours.timeWait.spread(0) + " in " + seconds + " s");
        long failed = ours.failed + all.getOrDefault("ours, defaults", new Figures()).failed;
        trial.check("no request of ours fails", failed == 0, failed + " failed");
    }
}
