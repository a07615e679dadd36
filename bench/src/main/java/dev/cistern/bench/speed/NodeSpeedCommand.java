package dev.cistern.bench.speed;

import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.node.ProcessFigures;
import dev.cistern.bench.node.RepositoryRoot;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A first picture of one node's speed, as ratios. */
@Command(
        name = "node",
        description = "GET and PUT against nginx, durable PUT against the disk, listing; writes docs/benchmarks.md.")
public final class NodeSpeedCommand extends TrialCommand {
    private static final String BUCKET = "speed";
    private static final Duration FIRST_START = Duration.ofMinutes(5);
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final int SMALL_WRITERS = 64;
    private static final int LARGE_WRITERS = 4;
    private static final long ONE_THREAD_BYTES = 16 * KIB;
    /** In use at once: they are overwritten, so that a long run does not fill the disk. */
    private static final long SMALL_KEYS = 100_000;

    private static final Duration NO_METER = Duration.ZERO;

    /** What can be measured alone. */
    enum Work {
        NGINX,
        PUTS,
        LIST
    }

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "5", description = "Of each measurement. Default: 5")
    private int seconds;

    @Option(
            names = "--put-seconds",
            paramLabel = "N",
            defaultValue = "15",
            description =
                    "Of each measurement of durable PUTs: long enough for what is merged behind them. Default: 15")
    private int putSeconds;

    @Option(names = "--repeats", paramLabel = "N", defaultValue = "5", description = "Of each measurement. Default: 5")
    private int repeats;

    @Option(names = "--keys", paramLabel = "N", defaultValue = "100000", description = "Keys to list. Default: 100000")
    private int keys;

    @Option(
            names = "--only",
            paramLabel = "WORK",
            split = ",",
            description = "${COMPLETION-CANDIDATES}. Default: all of them, and the page is written")
    private Set<Work> only = EnumSet.allOf(Work.class);

    @Option(
            names = "--put-sizes",
            paramLabel = "BYTES",
            split = ",",
            description = "Default: 4096, 16384, 65536, 262144, 1048576, 16777216")
    private List<Long> putSizes = List.of(4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 16 * MIB);

    @Option(names = "--no-page", description = "Do not write docs/benchmarks.md.")
    private boolean noPage;

    private final List<Contest.Outcome> outcomes = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    @Override
    protected void run(Trial trial) throws Exception {
        NodeLaunch launch = NodeLaunch.in(trial.newFolder("data")).with("store.durability=sync");
        NodeProcess node = trial.keep(NodeProcess.start(launch, trial.folder().resolve("node.log")));
        trial.say("ready in %d ms", node.awaitReady(FIRST_START).toMillis());
        try (ObjectClient client = new ObjectClient(node.address(), BUCKET)) {
            client.createBucket();
        }
        if (only.contains(Work.NGINX)) {
            againstNginx(trial, node);
        }
        for (long length : only.contains(Work.PUTS) ? putSizes : List.<Long>of()) {
            puts(trial, node, length, length > MIB ? LARGE_WRITERS : SMALL_WRITERS);
        }
        Table table = table();
        if (only.contains(Work.LIST)) {
            Series listing = new Listing(trial, node.address(), keys).measure(repeats);
            table.add("list " + keys + " keys, pages of 1,000", listing.spread(0), "–", "–", "–", "–", "–");
        }
        String report = table.markdown();
        trial.print("\n" + report);
        if (!noPage && only.size() == Work.values().length) {
            String surroundings = Surroundings.describe(trial.folder(), node.pid());
            Path page = RepositoryRoot.path().resolve("docs/benchmarks.md");
            new BenchmarkPage(page).write("One node: `./dev bench node`", preface() + surroundings + "\n" + report);
            trial.say("written to %s", page);
        }
        trial.check(
                "every measurement ran without a failed request",
                !outcomes.isEmpty() || !only.contains(Work.PUTS),
                outcomes.size() + " contests");
        skipped.forEach(what -> trial.skip(what, "a program it needs is missing, or lacks what it is needed for"));
    }

    private void againstNginx(Trial trial, NodeProcess node) throws IOException, InterruptedException {
        Optional<String> nginxProgram = Tools.find(trial, "nginx");
        Optional<String> wrkProgram = Tools.find(trial, "wrk");
        if (nginxProgram.isEmpty() || wrkProgram.isEmpty()) {
            skipped.add("what nginx does too");
            return;
        }
        Path files = trial.newFolder("files");
        try (Nginx nginx = trial.keep(Nginx.start(nginxProgram.get(), trial.newFolder("nginx"), files))) {
            NginxContests contests = new NginxContests(
                    trial, node, nginx, new Wrk(wrkProgram.get()), new NginxContests.Terms(seconds, repeats));
            outcomes.addAll(contests.gets(files));
            if (nginx.takesPuts()) {
                outcomes.add(contests.puts());
            } else {
                skipped.add("PUT against nginx, which is built without its dav module");
            }
        }
    }

    private void puts(Trial trial, NodeProcess node, long length, int writers)
            throws IOException, InterruptedException {
        Contest.Side subject = side(
                node,
                length <= ONE_THREAD_BYTES ? smallPuts(trial, node, (int) length) : largePuts(node, length, writers));
        String work = "PUT " + size(length) + " durable, " + writers + " writers";
        RawFiles raw = new RawFiles(trial.newFolder("raw-" + length), length);
        Contest.Side files = rested("file per object", node, () -> raw.run(writers, putTime()));
        outcomes.add(new Contest(trial, work, subject, files).run(repeats));
        Optional<String> fioProgram = Tools.find(trial, "fio");
        if (fioProgram.isEmpty()) {
            skipped.add(work + " against fio");
            return;
        }
        Fio fio = new Fio(fioProgram.get(), trial.newFolder("fio-" + length));
        Contest.Side disk = rested("fio write + fdatasync", node, () -> fio.run(writers, length, putSeconds));
        outcomes.add(new Contest(trial, work, subject, disk).run(repeats));
    }

    private Duration putTime() {
        return Duration.ofSeconds(putSeconds);
    }

    /** A yardstick that has the machine alone: what the node merges once nobody writes to it is not in its way. */
    private static Contest.Side rested(String name, NodeProcess node, Contest.Work work) {
        return new Contest.Side(
                name,
                () -> {
                    Idle.await(node.pid());
                    return work.run();
                },
                () -> NO_METER);
    }

    /** By one thread, which leaves more of the processors to the node than one for each writer would. */
    private Contest.Work smallPuts(Trial trial, NodeProcess node, int length) {
        ScaleRequests requests =
                new ScaleRequests(BUCKET, node.address().getPort(), trial.seed(), length, ScaledNode.PAGE_KEYS);
        return () -> {
            try (PipelinedLoad load = new PipelinedLoad(node.address(), SMALL_WRITERS, 1)) {
                return load.run(
                        PipelinedLoad.timed(putTime(), (number, into) -> requests.put(number % SMALL_KEYS, into)));
            }
        };
    }

    private Contest.Work largePuts(NodeProcess node, long length, int writers) {
        PutLoad load = new PutLoad(node.address(), BUCKET, length);
        return () -> load.run(writers, putTime());
    }

    private static Contest.Side side(NodeProcess node, Contest.Work work) {
        return new Contest.Side("Cistern", work, () -> ProcessFigures.cpu(node.pid()));
    }

    private String preface() {
        return String.format(
                Locale.ROOT,
                """
                Written by `./dev bench node --seconds %d --put-seconds %d --repeats %d --keys %d --put-sizes %s`. Durability is `sync`: a PUT is
                answered when bytes and record are synced. Each pair was measured in turn, after one round that does not count. nginx 2 workers,
                `sendfile on`, no access log, the same bytes as files; GETs by wrk on one hot object; its PUTs are those of its dav module, to the same
                disk, against a bucket whose durability is `os`. Durable PUTs of up to 16 KiB are made by one thread with a connection for
                each writer, larger ones by a thread for each; keys are written over and over, and the node has merged what it has to before its yardstick
                is measured. "File per object" is a loop without network: temporary file, write, fdatasync, rename, sync of the folder.

                """,
                seconds,
                putSeconds,
                repeats,
                keys,
                putSizes.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    private Table table() {
        Table table =
                new Table("work", "Cistern /s", "yardstick", "yardstick /s", "ratio", "CPU µs", "yardstick CPU µs");
        for (Contest.Outcome outcome : outcomes) {
            int digits = outcome.node().rate().median() < 100 ? 1 : 0;
            double yardstickMicros = outcome.yardstick().cpuMicros().median();
            table.add(
                    outcome.work(),
                    outcome.node().rate().spread(digits),
                    outcome.yardstickName(),
                    outcome.yardstick().rate().spread(digits),
                    outcome.ratio().spread(2),
                    String.format(
                            Locale.ROOT, "%.1f", outcome.node().cpuMicros().median()),
                    yardstickMicros == 0 ? "–" : String.format(Locale.ROOT, "%.1f", yardstickMicros));
        }
        return table;
    }

    static String size(long bytes) {
        return bytes >= MIB ? bytes / MIB + " MiB" : bytes / KIB + " KiB";
    }
}
