package dev.cistern.bench.input;

import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.time.Duration;
import picocli.CommandLine.Command;

/** Everything wrong that can be given to a node. */
@Command(
        name = "input",
        description =
                "Bad requests, starts that cannot work, a full disk: refused with a clear answer, nothing stored.")
public final class InputCommand extends TrialCommand {
    static final String BUCKET = "input";
    static final Duration FIRST_START = Duration.ofMinutes(5);

    @Override
    protected void run(Trial trial) throws Exception {
        NodeLaunch launch = NodeLaunch.in(trial.newFolder("data"));
        NodeProcess node = trial.keep(NodeProcess.start(launch, trial.folder().resolve("node.log")));
        trial.say("ready in %d ms", node.awaitReady(FIRST_START).toMillis());
        try (ObjectClient client = new ObjectClient(node.address(), BUCKET)) {
            client.createBucket();
        }
        new BadRequests(trial, node).run();
        new BadBytes(trial, node).run();
        new BadStarts(trial, node).run();
        new FullDisk(trial).run();
    }
}
