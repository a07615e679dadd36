package dev.cistern.bench.reload;

import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.node.AdminClient;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Changes the settings of client connections under load, in every way a file can change. */
@Command(
        name = "reload",
        description = "Settings files changed under load: no request fails, idle connections go in time.")
public final class ReloadCommand extends TrialCommand {
    static final String BUCKET = "reload";
    private static final Duration FIRST_START = Duration.ofMinutes(5);
    private static final Duration WARMING = Duration.ofSeconds(20);
    private static final int SHOWN_MAX = 10;
    private static final int PHASE_SECONDS_MIN = 19;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "60", description = "Time under load. Default: 60")
    private int seconds;

    @Option(names = "--connections", paramLabel = "N", defaultValue = "500", description = "At work. Default: 500")
    private int connections;

    @Option(names = "--parked", paramLabel = "N", defaultValue = "300", description = "Surplus, idle. Default: 300")
    private int parked;

    @Override
    protected void run(Trial trial) throws Exception {
        Path folder = trial.newFolder("settings");
        EditStyle.IN_PLACE.write(folder, ServerValues.BASE.yaml());
        NodeLaunch launch = NodeLaunch.in(trial.newFolder("data")).withConfig(folder);
        NodeProcess node = trial.keep(NodeProcess.start(launch, trial.folder().resolve("node.log")));
        trial.say("ready in %d ms", node.awaitReady(FIRST_START).toMillis());
        try (ObjectClient client = new ObjectClient(node.address(), BUCKET)) {
            client.createBucket();
        }
        Load load = trial.keep(new Load(node.address(), BUCKET));
        load.start(connections, trial.random("load"));
        trial.say("warmed up by %d requests", load.awaitServed(10L * connections, WARMING));
        Duration phase = Duration.ofSeconds(Math.max(PHASE_SECONDS_MIN, seconds / EditStyle.values().length));
        for (EditStyle style : EditStyle.values()) {
            new LivePhase(trial, node, folder, style).run(parked, phase);
        }
        new BadFiles(trial, node, folder).run();
        load.stop();
        report(trial, load);
        trial.check(
                "the node still runs",
                node.isAlive(),
                new AdminClient(node.address())
                        .effective("net.http.server_idle_time")
                        .toString());
    }

    private void report(Trial trial, Load load) {
        show(trial, load.failures());
        show(trial, load.wrongBytes());
        trial.check(
                "0 failed requests",
                load.failures().isEmpty() && load.servedRequests() > connections,
                load.failures().size() + " failed, " + load.servedRequests() + " served on " + connections
                        + " connections");
        trial.check(
                "0 wrong bytes", load.wrongBytes().isEmpty(), load.wrongBytes().size() + " bodies were wrong");
    }

    private static void show(Trial trial, List<String> lines) {
        lines.stream().limit(SHOWN_MAX).forEach(line -> trial.say("%s", line));
    }
}
