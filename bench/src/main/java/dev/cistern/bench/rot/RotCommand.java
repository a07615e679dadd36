package dev.cistern.bench.rot;

import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lets the files of a node go bad one at a time, and looks at what it serves. */
@Command(
        name = "rot",
        description =
                "Bits flip, sectors are swapped or lost, files end early, in data and in records: every one is noticed,"
                        + " no wrong byte is served, everything else is.")
public final class RotCommand extends TrialCommand {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Option(names = "--data", paramLabel = "N", defaultValue = "2000", description = "In files of data. Default: 2000")
    private int data;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "20",
            description = "In files of records, with a restart each. Default: 20")
    private int records;

    @Option(names = "--objects", paramLabel = "N", defaultValue = "200", description = "Of each kind. Default: 200")
    private int objects;

    @Override
    protected void run(Trial trial) throws Exception {
        // What is in memory is whole, whatever became of the disk.
        NodeLaunch launch = NodeLaunch.in(trial.newFolder("data")).with("store.hot_bytes=0");
        NodeProcess node = trial.keep(NodeProcess.start(launch, trial.folder().resolve("node.log")));
        trial.say("ready in %d ms", node.awaitReady(PATIENCE).toMillis());
        Stock stock = Stock.fill(trial, node, objects);
        RottenData rottenData = new RottenData(trial, stock);
        rottenData.run(node, data);
        node.terminate();
        if (node.awaitExit(PATIENCE).isEmpty()) {
            throw new IllegalStateException("the node did not stop: " + node.logTail());
        }
        new RottenRecords(trial, stock, launch).run("after a stop", (records + 1) / 2);
        try (NodeProcess again = NodeProcess.start(launch, trial.folder().resolve("node.log"))) {
            trial.say("ready again in %d ms", again.awaitReady(PATIENCE).toMillis());
            Stock.addSome(again);
        }
        new RottenRecords(trial, stock, launch).run("after kill -9", records / 2);
    }
}
