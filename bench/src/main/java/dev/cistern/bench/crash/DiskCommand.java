package dev.cistern.bench.crash;

import dev.cistern.bench.crash.FileFaults.Errno;
import dev.cistern.bench.crash.FileFaults.Operation;
import dev.cistern.bench.crash.FileFaults.Rule;
import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Disks that fill up, turn read-only, are pulled out, or fail to read, write and sync, under traffic, and come back. */
@Command(
        name = "disk",
        description = {
            "Disks under writers and readers fill up, turn read-only and are pulled out (on ext4 in a file, as root); reads,"
                    + " writes and syncs of a node's files fail (by a library that is compiled with cc and preloaded, and lets"
                    + " a sync that fails lose what it was to write).",
            "Refusals must be clear, all else must be served, nothing acknowledged may be lost, also after kill -9, and all"
                    + " must go on without a restart. In the end syncs are done again where they failed: the judge has to"
                    + " find what that loses. About four minutes."
        })
public final class DiskCommand extends TrialCommand {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String CONTROL = "syncs done again, of ";
    private static final long DISK_BYTES = 1L << 30;

    @Option(names = "--writers", paramLabel = "N", defaultValue = "6", description = "Writers at once. Default: 6")
    private int writers;

    @Option(names = "--readers", paramLabel = "N", defaultValue = "3", description = "Readers at once. Default: 3")
    private int readers;

    @Option(
            names = "--objects",
            paramLabel = "N",
            defaultValue = "150",
            description = "That stand there before, on each node. Default: 150")
    private int objects;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "100",
            description = "Writes before and after each trouble. Default: 100")
    private int steps;

    @Option(
            names = "--only",
            paramLabel = "WORDS",
            split = ",",
            description = "Troubles whose name has any of these words. Default: all")
    private List<String> only = List.of("");

    private final Table table = TroubledNode.table();

    @Override
    protected void run(Trial trial) throws Exception {
        disks(trial);
        Path root = trial.newFolder("injected");
        Optional<FileFaults> faults = FileFaults.make(trial, root);
        if (faults.isPresent()) {
            injected(trial, faults.get(), root);
        } else {
            trial.skip("reads, writes and syncs that fail", "there is no C compiler");
        }
        trial.show(table);
    }

    private void disks(Trial trial) throws Exception {
        for (DiskTrouble trouble : DiskTrouble.all()) {
            if (!isWanted(trouble.words())) {
                continue;
            }
            String name = trouble.words().replace(' ', '-');
            Optional<SickDisk> disk = SickDisk.mount(trial, name, DISK_BYTES);
            Optional<SickDisk> other = disk.isEmpty() ? disk : SickDisk.mount(trial, name + "-data", DISK_BYTES);
            if (other.isEmpty()) {
                return;
            }
            try (SickDisk sick = disk.get();
                    SickDisk healthy = other.get()) {
                happen(trial, trouble.of(sick, healthy));
            }
        }
    }

    private boolean isWanted(String name) {
        return only.stream().anyMatch(name::contains);
    }

    private void happen(Trial trial, Trouble trouble) throws Exception {
        TroubledNode.run(trial, trouble, new TroubledNode.Load(writers, readers, objects, steps), table);
    }

    private void injected(Trial trial, FileFaults faults, Path root) throws Exception {
        for (Trouble trouble : InjectedTroubles.all(faults, root)) {
            if (isWanted(trouble.name())) {
                happen(trial, trouble);
            }
        }
        trial.say(
                "the library saw %d reads, %d writes and %d syncs, of which %d failed; %d bytes were lost by syncs",
                faults.calls(Operation.READ),
                faults.calls(Operation.WRITE),
                faults.calls(Operation.SYNC),
                faults.failed(),
                faults.lostBytes());
        for (String part : List.of("blobs", "records")) {
            if (isWanted(CONTROL + part)) {
                control(trial, faults, Files.createDirectories(root.resolve("again-" + part)), part);
            }
        }
    }

    /** A node that syncs again after a sync that failed, and believes that: what it acknowledges is lost. */
    private void control(Trial trial, FileFaults faults, Path data, String part) throws Exception {
        trial.beginPart(CONTROL + part);
        NodeLaunch launch = faults.under(NodeLaunch.in(data));
        Path log = trial.folder().resolve("again-" + part + ".log");
        Ledger ledger = new Ledger(trial.seed());
        NodeProcess node = trial.keep(NodeProcess.start(launch, log));
        Traffic traffic = new Traffic(ledger, node.address());
        trial.say("ready in %d ms", node.awaitReady(PATIENCE).toMillis());
        try (ObjectClient client = traffic.newClient()) {
            client.createBucket();
        }
        traffic.fill(objects, trial.random(CONTROL + part));
        long lost = faults.lostBytes();
        faults.begin(Rule.always(Operation.SYNC, Errno.AGAIN, data.resolve(part)));
        traffic.fill(objects, trial.random(CONTROL + part + " lost"));
        faults.end();
        node.kill();
        trial.check(
                "syncs lose what they were to write", faults.lostBytes() > lost, faults.lostBytes() - lost + " bytes");
        String found = judged(ledger, launch, log);
        trial.check("the judge finds what was lost", !found.isEmpty(), found.isEmpty() ? "nothing" : found);
        trial.beginPart("");
    }

    /** What is wrong with a node that is started again; empty where nothing is. */
    private static String judged(Ledger ledger, NodeLaunch launch, Path log) throws IOException, InterruptedException {
        try (NodeProcess again = NodeProcess.start(launch, log)) {
            Duration unused = again.awaitReady(PATIENCE);
            List<Fault> faults = Census.take(ledger, again.address()).faults();
            return faults.isEmpty() ? "" : faults.size() + " faults, such as " + faults.get(0);
        } catch (IOException e) {
            return "the node does not start: " + e.getMessage();
        }
    }
}
