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
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many connections it takes to send a thousand requests. */
@Command(
        name = "reuse",
        mixinStandardHelpOptions = true,
        description = {
            "500 requests a second at random moments, 20 ms each: dials per 1,000 requests as the server accepts them, and"
                    + " connections left in TIME_WAIT. Ours with defaults, and with as few idle connections as Go keeps;"
                    + " each then with what the adviser recommends for these requests applied to it (at most 5 per 1,000,"
                    + " and 100 in TIME_WAIT), beside Vert.x's own pool and Go's net/http. 8 minutes."
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
    /** Twice as long a run ends before the kernel forgets the first connection that was closed, after 60 s. */
    private static final int SECONDS_MOST = 25;

    private static final String DEFAULTS = "ours, defaults";
    private static final String FEW = "ours, 2 idle as in Go";
    private static final String AS_ADVISED = ", then as advised";

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "17",
            description = "At most " + SECONDS_MOST + ". Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--repeats", paramLabel = "N", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
    private int repeats;

    private final Map<String, Figures> all = new LinkedHashMap<>();
    private final Map<String, String> verdicts = new HashMap<>();

    /** What was measured of one of them, over the repeats. */
    private static final class Figures {
        private final Series dials = new Series();
        private final Series timeWait = new Series();
        private final Series p99 = new Series();
        private long failed;
    }

    @Override
    protected void run(Trial trial) throws Exception {
        if (seconds > SECONDS_MOST) {
            throw new IllegalArgumentException("--seconds " + seconds + ": at most " + SECONDS_MOST);
        }
        Optional<Path> go = GoClient.build(trial);
        if (go.isEmpty()) {
            trial.skip("Go's net/http beside ours", "there is no Go here, or it does not build");
        }
        for (int i = 1; i <= repeats; i++) {
            trial.say("round %d of %d", i, repeats);
            ours(trial, DEFAULTS, Knobs.of());
            ours(trial, FEW, Knobs.of("idle_conns_per_host=2"));
            rival(
                    trial,
                    "Vert.x's pool, " + CONNECTIONS + " connections",
                    port -> new VertxPool(port, CONNECTIONS, PER_SECOND, trial.random("arrivals")));
            if (go.isPresent()) {
                Path program = go.get();
                rival(trial, "Go, defaults", port -> new GoClient(program, port, PER_SECOND, 0));
                rival(trial, "Go, " + GO_IDLE + " idle", port -> new GoClient(program, port, PER_SECOND, GO_IDLE));
            }
        }
        report(trial);
    }

    /** Sends with these settings, then with what the adviser makes of it, over the same client and its connections. */
    private void ours(Trial trial, String name, Knobs knobs) throws Exception {
        try (FarEnd far = serving(trial);
                NearEnd near = NearEnd.start(trial, knobs)) {
            Origin origin = new Origin("127.0.0.1", far.port(), false);
            Seen start = far.seen();
            measure(trial, name, far, new Ours(near, origin, PER_SECOND, trial.random("arrivals")));
            Advised advised = Advised.of(near, knobs);
            trial.say("the adviser: %s", advised.advice().verdict());
            verdicts.put(name + AS_ADVISED, advised.advice().verdict());
            near.apply(advised.recommended());
            measure(trial, name + AS_ADVISED, far, new Ours(near, origin, PER_SECOND, trial.random("later arrivals")));
            near.compare(trial, start, far.seen());
        }
    }

    private void rival(Trial trial, String name, IntFunction<Rival> make) throws Exception {
        try (FarEnd far = serving(trial);
                Rival rival = make.apply(far.port())) {
            measure(trial, name, far, rival);
        }
    }

    /** A server of its own for each client, so that a connection in TIME_WAIT tells whose it is. */
    private static FarEnd serving(Trial trial) throws IOException {
        FarEnd far = FarEnd.start(trial, FarEndOptions.plain());
        far.behave(Manners.good().serving(SERVICE));
        return far;
    }

    private void measure(Trial trial, String name, FarEnd far, Rival rival) throws Exception {
        CompletableFuture<Rival.Outcome> sending = CompletableFuture.supplyAsync(() -> send(rival));
        TimeUnit.SECONDS.sleep(WARMING_SECONDS);
        Seen before = far.seen();
        long waitingBefore = Sockets.timeWait(far.port());
        Rival.Outcome outcome = sending.join();
        Seen after = far.seen();
        long requests = after.requests() - before.requests();
        double dials = 1_000.0 * (after.accepted() - before.accepted()) / Math.max(1, requests);
        Figures figures = figures(name);
        figures.dials.add(dials);
        figures.timeWait.add((double) (Sockets.timeWait(far.port()) - waitingBefore));
        figures.p99.add(outcome.p99Millis());
        figures.failed += outcome.failed();
        trial.say("%s: %.1f dials per 1,000 of %d requests", name, dials, requests);
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
        check(trial, DEFAULTS);
        check(trial, FEW);
        long failed = Stream.of(DEFAULTS, DEFAULTS + AS_ADVISED, FEW, FEW + AS_ADVISED)
                .mapToLong(name -> figures(name).failed)
                .sum();
        trial.check("no request of ours fails", failed == 0, failed + " failed");
    }

    private void check(Trial trial, String before) {
        String name = before + AS_ADVISED;
        Figures figures = figures(name);
        double dials = figures.dials.median();
        trial.check(
                name + ": at most 5 dials per 1,000 requests",
                dials <= DIALS_MOST,
                figures.dials.spread(2)
                        + (dials <= DIALS_QUIET ? ", at most the 1 of a quiet machine" : "")
                        + ", before " + figures(before).dials.spread(2)
                        + "; " + verdicts.getOrDefault(name, ""));
        trial.check(
                name + ": at most 100 connections left in TIME_WAIT",
                figures.timeWait.median() <= TIME_WAIT_MOST,
                figures.timeWait.spread(0) + " in " + seconds + " s");
    }

    private Figures figures(String name) {
        return all.computeIfAbsent(name, first -> new Figures());
    }
}
