package dev.cistern.bench.limits;

import dev.cistern.bench.http.Body;
import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.node.ProcessFigures;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Streams bodies far larger than the heap up and down. */
@Command(
        name = "memory",
        description = "GiB up and down through a node with a heap of 256 MB; its memory stays bounded.")
public final class MemoryCommand extends TrialCommand {
    private static final String BUCKET = "memory";
    private static final Duration FIRST_START = Duration.ofMinutes(5);
    private static final long RESIDENT_MAX = 700_000_000;
    private static final int PARALLEL = 4;

    @Option(names = "--gib", paramLabel = "N", defaultValue = "4", description = "Bytes each way. Default: 4 GiB")
    private int gib;

    @Override
    protected void run(Trial trial) throws Exception {
        long bytes = (long) gib << 30;
        through(trial, "one object of " + gib + " GiB", List.of(bytes));
        List<Long> parts = new ArrayList<>();
        for (int i = 0; i < PARALLEL; i++) {
            parts.add(bytes / PARALLEL);
        }
        through(trial, PARALLEL + " objects of " + gib * 1024 / PARALLEL + " MiB at once", parts);
    }

    private void through(Trial trial, String what, List<Long> sizes) throws Exception {
        String name = sizes.size() == 1 ? "one" : "several";
        NodeLaunch launch = NodeLaunch.in(trial.newFolder(name)).withJvm("-Xmx256m");
        try (NodeProcess node =
                trial.keep(NodeProcess.start(launch, trial.folder().resolve(name + ".log")))) {
            trial.say("%s: ready in %d ms", what, node.awaitReady(FIRST_START).toMillis());
            try (ObjectClient client = new ObjectClient(node.address(), BUCKET)) {
                client.createBucket();
            }
            move(trial, what + ": up", sizes, (key, body) -> up(node, key, body));
            trial.say("%s: up: %s", what, ProcessFigures.of(node.pid()));
            move(trial, what + ": down", sizes, (key, body) -> down(node, key, body));
            ProcessFigures figures = ProcessFigures.of(node.pid());
            trial.check(
                    what + ": memory stays below " + RESIDENT_MAX / 1_000_000 + " MB",
                    figures.peak() < RESIDENT_MAX && node.isAlive(),
                    figures.toString());
        }
    }

    private static void move(Trial trial, String what, List<Long> sizes, Transfer transfer)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        ExecutorService movers = Executors.newFixedThreadPool(sizes.size());
        List<String> wrong = new ArrayList<>();
        try {
            List<Callable<Optional<String>>> tasks = new ArrayList<>();
            for (int i = 0; i < sizes.size(); i++) {
                String key = "object-" + i;
                Body body = Body.of(trial.seed(), key, 1, sizes.get(i));
                tasks.add(() -> transfer.run(key, body));
            }
            for (Future<Optional<String>> each : movers.invokeAll(tasks)) {
                each.get().ifPresent(wrong::add);
            }
        } catch (ExecutionException e) {
            wrong.add(String.valueOf(e.getCause()));
        } finally {
            movers.shutdownNow();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long megabytes = sizes.stream().mapToLong(Long::longValue).sum() / 1_000_000;
        String seen = megabytes + " MB in " + Math.round(seconds) + " s, " + Math.round(megabytes / seconds) + " MB/s";
        trial.check(what + " whole", wrong.isEmpty(), wrong.isEmpty() ? seen : wrong.toString());
    }

    private static Optional<String> up(NodeProcess node, String key, Body body) throws IOException {
        try (ObjectClient client = new ObjectClient(node.address(), BUCKET)) {
            int status = client.put(key, body);
            return status == 200 ? Optional.empty() : Optional.of("PUT " + key + " gave " + status);
        }
    }

    private static Optional<String> down(NodeProcess node, String key, Body body) throws IOException {
        try (ObjectClient client = new ObjectClient(node.address(), BUCKET)) {
            return client.compare(key, body);
        }
    }

    /** One transfer; what is wrong, or nothing. */
    private interface Transfer {
        Optional<String> run(String key, Body body) throws IOException;
    }
}
