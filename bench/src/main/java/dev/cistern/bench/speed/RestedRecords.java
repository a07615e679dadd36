package dev.cistern.bench.speed;

import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.node.RepositoryRoot;
import dev.cistern.bench.trial.Ran;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Records without anything that was overwritten or deleted. */
final class RestedRecords {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private RestedRecords() {}

    /** Has a node write its records anew, and waits until it has. */
    static void of(NodeProcess node) throws IOException, InterruptedException {
        List<String> command = List.of(
                RepositoryRoot.path().resolve("cistern").toString(),
                "store",
                "compact",
                "--wait",
                "--endpoint",
                "http://127.0.0.1:" + node.address().getPort());
        String unused = Ran.within(LONGEST, command).orThrow(command);
    }
}
