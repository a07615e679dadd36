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
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The disk of a node that serves fills up, turns read-only, and disappears, and comes back. Needs root. */
@Command(
        name = "disk",
        description =
                "The disk under writers fills up, turns read-only, is taken away, and comes back: clear refusals, nothing lost,"
                        + " no restart.")
public final class DiskCommand extends TrialCommand {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SHOWN_MAX = 10;
    private static final Set<Integer> CLEAR = Set.of(503, 507);
    private static final int BEFORE = 100;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Of each trouble. Default: 3")
    private int rounds;

    @Option(names = "--writers", paramLabel = "N", defaultValue = "8", description = "Writers at once. Default: 8")
    private int writers;

    @Option(names = "--objects", paramLabel = "N", defaultValue = "1500", description = "Keys at most. Default: 1500")
    private int objects;

    private final Table table = new Table("trouble", "round", "answers", "refused after", "back after");

    /** What happens to a disk. */
    private enum Trouble {
        FULL,
        READ_ONLY,
        AWAY
    }

    @Override
    protected void run(Trial trial) throws Exception {
        Optional<LoopDisk> disk = LoopDisk.mount(trial, FileSystem.EXT4);
        if (disk.isEmpty()) {
            return;
        }
        if (Tools.find(trial, "xfs_io", "xfsprogs").isEmpty()) {
            trial.skip("a disk that is taken away", "there is no xfs_io");
            return;
        }
        Site site = new Site(trial, disk.get());
        for (Trouble trouble : EnumSet.allOf(Trouble.class)) {
            for (int round = 1; round <= rounds; round++) {
                site.round(trouble, round);
            }
        }
        site.end();
        trial.show(table);
    }

    /** A node, its disk, and who writes to it. */
    private final class Site {
        private final Trial trial;
        private final LoopDisk disk;
        private final WriterCrew crew;
        private final NodeProcess node;
        private final Set<Integer> unclear = new TreeSet<>();
        private int notBack;
        private int notRefused;

        Site(Trial trial, LoopDisk disk) throws IOException, InterruptedException {
            this.trial = trial;
            this.disk = disk;
            this.crew = new WriterCrew(new Ledger(trial.seed()), SizeMix.MIXED, objects);
            NodeLaunch launch = NodeLaunch.in(disk.folder().resolve("data"));
            this.node = trial.keep(NodeProcess.start(launch, trial.folder().resolve("node.log")));
            trial.say("ready in %d ms", node.awaitReady(PATIENCE).toMillis());
            try (ObjectClient client = new ObjectClient(node.address(), WriterCrew.BUCKET)) {
                client.createBucket();
            }
            crew.start(node.address(), writers, trial.random("writers"));
        }

        void round(Trouble trouble, int round) throws IOException, InterruptedException {
            SplittableRandom random = trial.random(trouble + " " + round);
            crew.awaitAcknowledged(crew.acknowledged().get() + BEFORE, random);
            crew.refusals().clear();
            crew.expectTrouble(true);
            long begun = System.nanoTime();
            if (!begin(trouble)) {
                trial.skip(trouble + ", round " + round, "this kernel cannot be asked for it");
                crew.expectTrouble(false);
                return;
            }
            boolean refused = await(() -> !crew.refusals().isEmpty());
            long refusedMillis = millisSince(begun);
            Thread.sleep(500 + random.nextInt(1000));
            notRefused += refused ? 0 : 1;
            end(trouble);
            long mended = System.nanoTime();
            int before = crew.acknowledged().get();
            boolean back = await(() -> crew.acknowledged().get() > before + writers);
            notBack += back ? 0 : 1;
            String answers = crew.refusals().toString();
            long backMillis = millisSince(mended);
            awaitCalm();
            crew.refusals().keySet().stream()
                    .filter(status -> !CLEAR.contains(status))
                    .forEach(unclear::add);
            crew.expectTrouble(false);
            table.add(trouble.toString(), Integer.toString(round), answers, refusedMillis + " ms", backMillis + " ms");
            trial.say("%s, round %d: %s, back after %d ms", trouble, round, answers, backMillis);
        }

        /** What was begun in trouble is answered. */
        private void awaitCalm() throws InterruptedException {
            int before = crew.acknowledged().get();
            boolean unused = await(() -> crew.acknowledged().get() > before + 10 * writers);
        }

        private boolean begin(Trouble trouble) throws IOException, InterruptedException {
            switch (trouble) {
                case FULL -> disk.fill();
                case READ_ONLY -> {
                    return disk.turnReadOnly();
                }
                case AWAY -> disk.takeAway();
            }
            return true;
        }

        private void end(Trouble trouble) throws IOException, InterruptedException {
            if (trouble == Trouble.FULL) {
                disk.makeRoom();
            } else {
                disk.bringBack();
            }
        }

        void end() throws IOException, InterruptedException {
            crew.expectTheEnd();
            trial.check("all writers could go on", crew.join(), "of " + writers);
            trial.check("trouble is noticed", notRefused == 0, notRefused + " times not");
            trial.check("what cannot be done is refused with 503 or 507", unclear.isEmpty(), "others: " + unclear);
            trial.check("writes go on when the disk is back, without a restart", notBack == 0, notBack + " times not");
            trial.check("the node is alive", node.isAlive(), node.isAlive() ? "yes" : node.logTail());
            List<Fault> faults =
                    new ArrayList<>(Census.take(crew.ledger(), node.address()).faults());
            faults.stream().limit(SHOWN_MAX).forEach(fault -> trial.say("%s", fault));
            crew.surprises().stream().limit(SHOWN_MAX).forEach(surprise -> trial.say("%s", surprise));
            for (Fault.Kind kind : Fault.Kind.values()) {
                long count =
                        faults.stream().filter(fault -> fault.kind() == kind).count();
                trial.check(
                        "nothing is " + kind.words(),
                        count == 0,
                        count + " of " + crew.ledger().keys().size());
            }
            trial.check(
                    "no request fails but in trouble",
                    crew.surprises().isEmpty(),
                    crew.surprises().size() + " did");
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static boolean await(Condition condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!condition.holds() && System.nanoTime() - end < 0) {
            Thread.sleep(5);
        }
        return condition.holds();
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
