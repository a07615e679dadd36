package dev.cistern.bench.races;

import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Conditional writes over S3 by many clients at once. */
@Command(
        name = "races",
        description =
                "Clients that race with If-None-Match: * and If-Match, through a kill -9: one winner each, no lost"
                        + " update.")
public final class RacesCommand extends TrialCommand {
    private static final Duration FIRST_START = Duration.ofMinutes(5);
    private static final int SHOWN_MAX = 10;

    @Option(
            names = "--operations",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Requests, half of them creations. Default: 100000")
    private int operations;

    @Option(names = "--clients", paramLabel = "N", defaultValue = "64", description = "Clients at once. Default: 64")
    private int clients;

    @Option(names = "--kills", paramLabel = "N", defaultValue = "2", description = "Kills in each race. Default: 2")
    private int kills;

    @Override
    protected void run(Trial trial) throws Exception {
        Path log = trial.folder().resolve("node.log");
        NodeProcess node = trial.keep(NodeProcess.start(NodeLaunch.in(trial.newFolder("data")), log));
        trial.say("ready in %d ms", node.awaitReady(FIRST_START).toMillis());
        Track track = new Track(trial, node, log);
        Response made = track.ask(Request.of("PUT", "/" + Track.BUCKET));
        if (made.status() != 200) {
            throw new IOException("the bucket could not be made: " + made.status() + " " + made.text());
        }
        int heats = Math.max(1, operations / 2 / clients);
        creations(trial, new CreationRace(track, new CreationRace.Plan(clients, heats, kills)).run());
        counter(trial, new CounterRace(track, new CreationRace.Plan(clients, operations / 2, kills)).run());
    }

    private void creations(Trial trial, CreationRace.Result result) {
        show(trial, result.faults());
        trial.check(
                "of clients that create one object at once, one wins, and the bytes are its own",
                result.faults().isEmpty(),
                String.format(
                        Locale.ROOT,
                        "%d objects, %d winners, %d refused, %d broken by %d kills; %d faults",
                        result.heats(),
                        result.winners(),
                        result.losers(),
                        result.broken(),
                        kills,
                        result.faults().size()));
        trial.check(
                "there was a race",
                result.losers() > result.winners(),
                result.losers() + " requests lost against another");
    }

    private void counter(Trial trial, CounterRace.Result result) {
        show(trial, result.faults());
        trial.check(
                "of clients that count with If-Match, no update is lost and no number is given twice",
                result.faults().isEmpty(),
                String.format(
                        Locale.ROOT,
                        "%d requests, counted to %d with %d acknowledged, %d refused, %d of unknown end; %d faults",
                        result.operations(),
                        result.last(),
                        result.acknowledged(),
                        result.refused(),
                        result.unknown(),
                        result.faults().size()));
        trial.check(
                "counting went on, against others",
                result.acknowledged() > 0 && (clients == 1 || result.refused() > 0),
                result.acknowledged() + " acknowledged, " + result.refused() + " refused");
    }

    private static void show(Trial trial, List<String> faults) {
        faults.stream().limit(SHOWN_MAX).forEach(fault -> trial.say("%s", fault));
    }
}
