package dev.cistern.bench.crash;

import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Kills a node under writers, again and again, and checks what is left. */
@Command(
        name = "crash",
        description = "kill -9 under writers: every acknowledged object must be whole, every other absent or whole.")
public final class CrashCommand extends TrialCommand {
    private static final Duration FIRST_START = Duration.ofMinutes(5);
    private static final Duration RESTART_LIMIT = Duration.ofSeconds(3);
    private static final Duration RESTART_PATIENCE = Duration.ofSeconds(60);
    private static final int SHOWN_MAX = 10;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "20", description = "Kills. Default: 20")
    private int rounds;

    @Option(names = "--writers", paramLabel = "N", defaultValue = "16", description = "Writers at once. Default: 16")
    private int writers;

    @Option(names = "--sizes", defaultValue = "MIXED", description = "${COMPLETION-CANDIDATES}. Default: mixed")
    private SizeMix sizes = SizeMix.MIXED;

    @Option(names = "--objects", paramLabel = "N", defaultValue = "6000", description = "Keys at most. Default: 6000")
    private int objects;

    private final List<Fault> faults = new ArrayList<>();
    private final Table table =
            new Table("round", "killed after", "acknowledged", "ready in", "objects", "MB", "faults");
    private long objectsLeft;
    private long orphans;
    private Duration slowestStart = Duration.ZERO;

    @Override
    protected void run(Trial trial) throws Exception {
        NodeLaunch launch = NodeLaunch.in(trial.newFolder("data"));
        Path log = trial.folder().resolve("node.log");
        NodeProcess node = trial.keep(NodeProcess.start(launch, log));
        trial.say("first start: ready in %d ms", node.awaitReady(FIRST_START).toMillis());
        try (ObjectClient client = new ObjectClient(node.address(), WriterCrew.BUCKET)) {
            client.createBucket();
        }
        WriterCrew crew = new WriterCrew(new Ledger(trial.seed()), sizes, objects);
        SplittableRandom random = trial.random("crash");
        for (int round = 1; round <= rounds; round++) {
            node = round(trial, crew, node, round, random);
        }
        report(trial, crew);
    }

    private NodeProcess round(Trial trial, WriterCrew crew, NodeProcess node, int round, SplittableRandom random)
            throws IOException, InterruptedException {
        int before = crew.acknowledged().get();
        long start = System.nanoTime();
        crew.start(node.address(), writers, random);
        crew.awaitAcknowledged(before + random.nextInt(1, 2 * writesPerRound()), random);
        long lifeMillis = (System.nanoTime() - start) / 1_000_000;
        crew.expectTheEnd();
        node.kill();
        if (!crew.join()) {
            throw new IOException("a writer did not stop after the kill");
        }
        NodeProcess next =
                trial.keep(NodeProcess.start(node.launch(), trial.folder().resolve("node.log")));
        Duration ready = next.awaitReady(RESTART_PATIENCE);
        slowestStart = ready.compareTo(slowestStart) > 0 ? ready : slowestStart;
        Census.Result census = Census.take(crew.ledger(), next.address());
        faults.addAll(census.faults());
        orphans += BlobCount.beyond(census.objectsAbove(BlobCount.INLINE_MAX_BYTES), next);
        objectsLeft = census.objects();
        int acknowledged = crew.acknowledged().get() - before;
        table.add(
                Integer.toString(round),
                lifeMillis + " ms",
                Integer.toString(acknowledged),
                ready.toMillis() + " ms",
                Long.toString(census.objects()),
                Long.toString(census.bytes() / 1_000_000),
                Integer.toString(census.faults().size()));
        trial.say(
                "round %d/%d: killed after %d ms, %d acknowledged, ready in %d ms, %d objects, %d faults",
                round,
                rounds,
                lifeMillis,
                acknowledged,
                ready.toMillis(),
                census.objects(),
                census.faults().size());
        return next;
    }

    /** As many that at the end, after overwrites and deletes, there are about as many objects as wanted. */
    private int writesPerRound() {
        return Math.max(1, objects * 3 / 2 / rounds);
    }

    private void report(Trial trial, WriterCrew crew) {
        trial.print("\n" + table.aligned());
        faults.stream().limit(SHOWN_MAX).forEach(fault -> trial.say("%s", fault));
        crew.surprises().stream().limit(SHOWN_MAX).forEach(surprise -> trial.say("%s", surprise));
        trial.check(
                "writes were acknowledged",
                crew.acknowledged().get() > 0,
                crew.acknowledged() + " in all, " + objectsLeft + " objects left");
        for (Fault.Kind kind : Fault.Kind.values()) {
            long count = faults.stream().filter(fault -> fault.kind() == kind).count();
            trial.check(
                    "nothing is " + kind.words(),
                    count == 0,
                    count + " of " + crew.ledger().keys().size() + " keys");
        }
        trial.check("no blob is left that no object names", orphans == 0, orphans + " are");
        trial.check(
                "no request fails but by the kill",
                crew.surprises().isEmpty(),
                crew.surprises().size() + " did");
        trial.check(
                "each restart is ready within " + RESTART_LIMIT.toSeconds() + " s",
                slowestStart.compareTo(RESTART_LIMIT) <= 0,
                "slowest " + slowestStart.toMillis() + " ms");
    }
}
