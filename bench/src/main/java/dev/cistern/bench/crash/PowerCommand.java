package dev.cistern.bench.crash;

import dev.cistern.bench.crash.LoopDisk.FileSystem;
import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.speed.Tools;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes the power from a node's disk under writers, again and again, and checks what is left. */
@Command(
        name = "power",
        description =
                "The power fails under writers, on ext4 and XFS: every acknowledged object must be whole, every other"
                        + " absent or whole. Needs root.")
public final class PowerCommand extends TrialCommand {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int SHOWN_MAX = 10;

    @Option(names = "--cuts", paramLabel = "N", defaultValue = "10", description = "On each file system. Default: 10")
    private int cuts;

    @Option(names = "--on", paramLabel = "FS", split = ",", description = "ext4, xfs. Default: both")
    private List<FileSystem> on = List.of(FileSystem.values());

    @Option(names = "--writers", paramLabel = "N", defaultValue = "16", description = "Writers at once. Default: 16")
    private int writers;

    @Option(names = "--sizes", defaultValue = "MIXED", description = "${COMPLETION-CANDIDATES}. Default: mixed")
    private SizeMix sizes = SizeMix.MIXED;

    @Option(names = "--objects", paramLabel = "N", defaultValue = "2000", description = "Keys at most. Default: 2000")
    private int objects;

    private final Table table =
            new Table("disk", "durability", "cut", "acknowledged", "ready in", "objects", "MB", "orphans", "faults");

    @Override
    protected void run(Trial trial) throws Exception {
        for (FileSystem fileSystem : on) {
            Optional<LoopDisk> disk = LoopDisk.mount(trial, fileSystem);
            if (disk.isPresent()) {
                trial.beginPart(fileSystem.toString());
                synced(trial, disk.get(), fileSystem);
                unsynced(trial, disk.get(), fileSystem);
            }
            trial.closeKept();
        }
        trial.beginPart("");
        trial.show(table);
    }

    private void synced(Trial trial, LoopDisk disk, FileSystem fileSystem) throws IOException, InterruptedException {
        Site site =
                new Site(trial, disk, fileSystem + " sync", new WriterCrew(new Ledger(trial.seed()), sizes, objects));
        NodeLaunch launch = NodeLaunch.in(disk.folder().resolve("sync"));
        site.prepare(launch);
        List<Fault> faults = new ArrayList<>();
        long orphans = 0;
        for (int cut = 1; cut <= cuts; cut++) {
            Outcome outcome = site.round(launch, cut);
            faults.addAll(outcome.faults());
            orphans += outcome.orphans();
        }
        faults.stream().limit(SHOWN_MAX).forEach(fault -> trial.say("%s", fault));
        site.crew.surprises().stream().limit(SHOWN_MAX).forEach(surprise -> trial.say("%s", surprise));
        int keys = site.crew.ledger().keys().size();
        trial.check(
                "writes were acknowledged", site.crew.acknowledged().get() > 0, site.crew.acknowledged() + " in all");
        for (Fault.Kind kind : Fault.Kind.values()) {
            long count = faults.stream().filter(fault -> fault.kind() == kind).count();
            trial.check("nothing is " + kind.words(), count == 0, count + " of " + keys + " keys");
        }
        trial.check("no blob is left that no object names", orphans == 0, orphans + " are");
        trial.check(
                "no request fails but by the cut",
                site.crew.surprises().isEmpty(),
                site.crew.surprises().size() + " did");
    }

    /** Without syncs something must be lost, or else such a cut takes nothing, and shows nothing. */
    private void unsynced(Trial trial, LoopDisk disk, FileSystem fileSystem) throws IOException, InterruptedException {
        Site site = new Site(trial, disk, fileSystem + " os", new WriterCrew(new Ledger(trial.seed()), sizes, objects));
        NodeLaunch launch = NodeLaunch.in(disk.folder().resolve("os"));
        site.prepare(launch);
        Outcome outcome = site.round(launch.with("store.durability=os"), 1);
        long lost = outcome.faults().stream()
                .filter(fault -> fault.kind() == Fault.Kind.LOST)
                .count();
        long torn = outcome.faults().stream()
                .filter(fault -> fault.kind() == Fault.Kind.TORN)
                .count();
        trial.check("a cut takes what was not synced", lost > 0, lost + " objects were lost without syncs");
        trial.check("and what is left of it is whole", torn == 0, torn + " are not");
    }

    /** What one cut left. */
    private record Outcome(List<Fault> faults, long orphans) {}

    /** A node on a disk that loses its power, and who writes to it. */
    private final class Site {
        private final Trial trial;
        private final LoopDisk disk;
        private final String name;
        private final WriterCrew crew;
        private final SplittableRandom random;

        Site(Trial trial, LoopDisk disk, String name, WriterCrew crew) {
            this.trial = trial;
            this.disk = disk;
            this.name = name;
            this.crew = crew;
            this.random = trial.random(name);
        }

        /** Makes the bucket, which is synced. */
        void prepare(NodeLaunch launch) throws IOException, InterruptedException {
            try (NodeProcess node = NodeProcess.start(launch, trial.folder().resolve("node.log"))) {
                trial.say("%s: ready in %d ms", name, node.awaitReady(PATIENCE).toMillis());
                try (ObjectClient client = new ObjectClient(node.address(), WriterCrew.BUCKET)) {
                    client.createBucket();
                }
            }
        }

        /** Lets the writers work until the power fails, starts the node on what is left, looks, and stops it. */
        Outcome round(NodeLaunch launch, int cut) throws IOException, InterruptedException {
            Path log = trial.folder().resolve("node.log");
            NodeProcess node = trial.keep(NodeProcess.start(launch, log));
            Duration first = node.awaitReady(PATIENCE);
            int before = crew.acknowledged().get();
            crew.start(node.address(), writers, random);
            crew.awaitAcknowledged(before + random.nextInt(1, Math.max(2, 2 * objects / cuts)), random);
            crew.expectTheEnd();
            String said = Tools.run(List.of("kill", "-STOP", Long.toString(node.pid())));
            disk.cut();
            node.kill();
            if (!crew.join() || !said.isEmpty()) {
                throw new IOException("the node and its writers did not stop: " + said);
            }
            disk.restore();
            NodeProcess next = trial.keep(NodeProcess.start(launch, log));
            Duration ready = next.awaitReady(PATIENCE);
            Census.Result census = Census.take(crew.ledger(), next.address());
            long orphans = BlobCount.beyond(census.objectsAbove(BlobCount.INLINE_MAX_BYTES), next);
            next.kill();
            table.add(
                    name.substring(0, name.indexOf(' ')),
                    name.substring(name.indexOf(' ') + 1),
                    Integer.toString(cut),
                    Integer.toString(crew.acknowledged().get() - before),
                    ready.toMillis() + " ms",
                    Long.toString(census.objects()),
                    Long.toString(census.bytes() / 1_000_000),
                    Long.toString(orphans),
                    Integer.toString(census.faults().size()));
            trial.say(
                    "%s, cut %d: ready in %d ms, %d acknowledged; then ready in %d ms, %d objects, %d faults",
                    name,
                    cut,
                    first.toMillis(),
                    crew.acknowledged().get() - before,
                    ready.toMillis(),
                    census.objects(),
                    census.faults().size());
            return new Outcome(census.faults(), orphans);
        }
    }
}
