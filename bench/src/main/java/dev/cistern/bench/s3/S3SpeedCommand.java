package dev.cistern.bench.s3;

import dev.cistern.bench.http.Body;
import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.node.ProcessFigures;
import dev.cistern.bench.node.RepositoryRoot;
import dev.cistern.bench.speed.BenchmarkPage;
import dev.cistern.bench.speed.Contest;
import dev.cistern.bench.speed.PreparedLoad;
import dev.cistern.bench.speed.Surroundings;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What signatures and checksums cost, against the same requests without. */
@Command(
        name = "s3",
        description = "GET and PUT over S3 with signatures and checksums against the same without; writes"
                + " docs/benchmarks.md.")
public final class S3SpeedCommand extends TrialCommand {
    private static final Duration FIRST_START = Duration.ofMinutes(5);
    private static final String BUCKET = "speed";
    private static final String ACCESS_KEY = "BENCHKEY";
    private static final String SECRET_KEY = "bench/secret+key";
    private static final double GOAL = 0.85;
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "5", description = "Of each measurement. Default: 5")
    private int seconds;

    @Option(names = "--repeats", paramLabel = "N", defaultValue = "5", description = "Of each measurement. Default: 5")
    private int repeats;

    @Option(names = "--only", paramLabel = "GET|PUT", defaultValue = "", description = "Leave the other out.")
    private String only = "";

    @Option(names = "--no-page", description = "Do not write docs/benchmarks.md.")
    private boolean noPage;

    /**
     * What is measured.
     *
     * @param keys objects of each worker, of which it takes one after the other
     */
    private record Work(String method, int lengthBytes, int workers, int keys) {
        String title() {
            String size = lengthBytes >= MIB ? lengthBytes / MIB + " MiB" : lengthBytes / KIB + " KiB";
            return method + " " + size + ", " + workers + " connections";
        }
    }

    private static final List<Work> WORKS = List.of(
            new Work("PUT", 16 * MIB, 4, 2),
            new Work("PUT", 4 * KIB, 64, 16),
            new Work("GET", 16 * MIB, 8, 1),
            new Work("GET", 4 * KIB, 64, 16));

    /** Forms of a body; a GET has none, so one form stands for all. */
    private static List<Form> forms(Work work) {
        return work.method.equals("PUT")
                ? List.of(Form.SIGNED, Form.SIGNED_CHUNKS, Form.UNSIGNED_CHUNKS)
                : List.of(Form.SIGNED);
    }

    @Override
    protected void run(Trial trial) throws Exception {
        NodeProcess open = start(trial, "open");
        NodeProcess keyed = start(trial, "keyed");
        expect(open, Request.of("PUT", "/" + BUCKET));
        expect(keyed, Request.of("PUT", "/" + BUCKET));
        expect(
                keyed,
                Request.of("POST", "/v1/users")
                        .withJson("{\"name\":\"bench\",\"admin\":true,\"access_key\":\"" + ACCESS_KEY
                                + "\",\"secret_key\":\"" + SECRET_KEY + "\"}"));
        List<Contest.Outcome> outcomes = new ArrayList<>();
        for (Work work : WORKS) {
            if (only.isEmpty() || only.equalsIgnoreCase(work.method)) {
                outcomes.addAll(measure(trial, open, keyed, work));
            }
        }
        String report = report(outcomes);
        trial.print("\n" + report);
        if (!noPage) {
            String surroundings = Surroundings.describe(trial.folder(), keyed.pid());
            Path page = RepositoryRoot.path().resolve("docs/benchmarks.md");
            new BenchmarkPage(page)
                    .write("Signatures and checksums: `./dev bench s3`", preface() + surroundings + "\n" + report);
            trial.say("written to %s", page);
        }
    }

    private static NodeProcess start(Trial trial, String name) throws IOException, InterruptedException {
        NodeLaunch launch = NodeLaunch.in(trial.newFolder(name)).with("store.durability=sync");
        NodeProcess node = trial.keep(NodeProcess.start(launch, trial.folder().resolve(name + ".log")));
        trial.say(
                "the %s node is ready in %d ms",
                name, node.awaitReady(FIRST_START).toMillis());
        return node;
    }

    private List<Contest.Outcome> measure(Trial trial, NodeProcess open, NodeProcess keyed, Work work)
            throws IOException, InterruptedException {
        Duration time = Duration.ofSeconds(seconds);
        if (work.method.equals("GET")) {
            fill(open, work, Form.BARE);
            fill(keyed, work, Form.SIGNED);
        }
        PreparedLoad bare = load(open, work, Form.BARE);
        Contest.Side yardstick =
                new Contest.Side("neither", () -> bare.run(time), () -> ProcessFigures.cpu(open.pid()));
        List<Contest.Outcome> outcomes = new ArrayList<>();
        for (Form form : forms(work)) {
            PreparedLoad load = load(keyed, work, form);
            String title = work.title() + (work.method.equals("PUT") ? ", " + form.title() : ", signed, with checksum");
            Contest.Side subject =
                    new Contest.Side("Cistern", () -> load.run(time), () -> ProcessFigures.cpu(keyed.pid()));
            Contest.Outcome outcome = new Contest(trial, title, subject, yardstick).run(repeats);
            outcomes.add(outcome);
            if (work.lengthBytes >= MIB) {
                trial.check(
                        title + ": no more than 15 % behind the same with neither",
                        outcome.ratio().median() >= GOAL,
                        "ratio " + outcome.ratio().spread(2));
            }
        }
        return outcomes;
    }

    private static void fill(NodeProcess node, Work work, Form form) throws IOException {
        Work puts = new Work("PUT", work.lengthBytes, work.workers, work.keys);
        try (HttpConnection connection = HttpConnection.open(node.address())) {
            for (List<Request> requests : requests(node, puts, form)) {
                for (Request request : requests) {
                    Response answer = connection.exchange(request);
                    if (answer.status() != 200) {
                        throw new IOException("PUT gave " + answer.status() + ": " + answer.text());
                    }
                }
            }
        }
    }

    private static PreparedLoad load(NodeProcess node, Work work, Form form) {
        return new PreparedLoad(List.of(node.address()), requests(node, work, form));
    }

    private static List<List<Request>> requests(NodeProcess node, Work work, Form form) {
        Signer signer =
                new Signer(ACCESS_KEY, SECRET_KEY, "127.0.0.1:" + node.address().getPort(), Instant.now());
        List<List<Request>> all = new ArrayList<>();
        for (int worker = 0; worker < work.workers; worker++) {
            List<Request> own = new ArrayList<>();
            for (int key = 0; key < work.keys; key++) {
                String target = "/" + BUCKET + "/" + work.lengthBytes + "/" + worker + "/" + key;
                Request request = work.method.equals("PUT")
                        ? Request.put(
                                target,
                                Body.of(worker, target, key, work.lengthBytes).bytes())
                        : Request.get(target);
                boolean asks = work.method.equals("GET") && form != Form.BARE;
                own.add(form.prepare(asks ? request.withHeader("x-amz-checksum-mode", "ENABLED") : request, signer));
            }
            all.add(own);
        }
        return all;
    }

    private static void expect(NodeProcess node, Request request) throws IOException {
        try (HttpConnection connection = HttpConnection.open(node.address())) {
            Response answer = connection.exchange(request);
            if (answer.status() != 200) {
                throw new IOException(request.target() + " gave " + answer.status() + ": " + answer.text());
            }
        }
    }

    private String preface() {
        return String.format(Locale.ROOT, """
                Written by `./dev bench s3 --seconds %d --repeats %d`. Both nodes are this one's code, with durability `sync`; one
                has a user and so checks every signature, and its requests carry a CRC-32; the other has no user, and its
                requests neither. Each pair was measured in turn, after one round that does not count. Requests are signed ahead
                and sent again and again, so the client does the same on both sides. Chunks are of 128 KiB.

                """, seconds, repeats);
    }

    private static String report(List<Contest.Outcome> outcomes) {
        Table table = new Table("work", "with /s", "without /s", "ratio", "CPU µs with", "CPU µs without");
        for (Contest.Outcome outcome : outcomes) {
            int digits = outcome.node().rate().median() < 100 ? 1 : 0;
            table.add(
                    outcome.work(),
                    outcome.node().rate().spread(digits),
                    outcome.yardstick().rate().spread(digits),
                    outcome.ratio().spread(2),
                    String.format(
                            Locale.ROOT, "%.1f", outcome.node().cpuMicros().median()),
                    String.format(
                            Locale.ROOT, "%.1f", outcome.yardstick().cpuMicros().median()));
        }
        return table.markdown();
    }
}
