package dev.cistern.bench.cluster;

import dev.cistern.bench.http.Body;
import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.node.ProcessFigures;
import dev.cistern.bench.node.RepositoryRoot;
import dev.cistern.bench.speed.BenchmarkPage;
import dev.cistern.bench.speed.Contest;
import dev.cistern.bench.speed.Count;
import dev.cistern.bench.speed.PreparedLoad;
import dev.cistern.bench.speed.Surroundings;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What it costs to be three. */
@Command(
        name = "cluster",
        description = {
            "Three nodes that are one cluster against one node alone, on the same machine: how much they serve and how soon, what that takes,"
                    + " what they do at rest, how long they take to start. Writes docs/benchmarks.md. Twelve minutes."
        })
public final class ClusterSpeedCommand extends TrialCommand {
    private static final String BUCKET = "speed";
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final double REST_GOAL = 0.05;
    private static final Duration SETTLING = Duration.ofSeconds(20);
    private static final List<String> THREE = List.of("n1", "n2", "n3");

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "4", description = "Of each measurement. Default: 4")
    private int seconds;

    @Option(names = "--repeats", paramLabel = "N", defaultValue = "5", description = "Of each measurement. Default: 5")
    private int repeats;

    @Option(
            names = "--warm",
            paramLabel = "SECONDS",
            defaultValue = "240",
            description =
                    "Of work before anything counts: three JVMs on few processors compile for minutes. Default: 240")
    private int warmSeconds;

    @Option(names = "--rest", paramLabel = "SECONDS", defaultValue = "20", description = "At rest. Default: 20")
    private int restSeconds;

    @Option(names = "--no-page", description = "Do not write docs/benchmarks.md.")
    private boolean noPage;

    /** @param keys objects of each worker, of which it takes one after the other */
    private record Work(String method, int lengthBytes, int workers, int keys) {
        String title() {
            String size = lengthBytes >= MIB ? lengthBytes / MIB + " MiB" : lengthBytes / KIB + " KiB";
            return method + " " + size + ", " + workers + " connections";
        }

        List<List<Request>> requests() {
            List<List<Request>> all = new ArrayList<>();
            for (int worker = 0; worker < workers; worker++) {
                List<Request> own = new ArrayList<>();
                for (int key = 0; key < keys; key++) {
                    String target = "/v1/objects/" + BUCKET + "/" + lengthBytes + "-" + worker + "-" + key;
                    own.add(
                            method.equals("PUT")
                                    ? Request.put(
                                            target,
                                            Body.of(worker, target, key, lengthBytes)
                                                    .bytes())
                                    : Request.get(target));
                }
                all.add(own);
            }
            return all;
        }
    }

    private static final List<Work> WORKS = List.of(
            new Work("PUT", 4 * KIB, 24, 16),
            new Work("GET", 4 * KIB, 24, 16),
            new Work("PUT", MIB, 6, 4),
            new Work("GET", MIB, 6, 4));

    @Override
    protected void run(Trial trial) throws Exception {
        Site site = new Site(trial, Site.Ground.HERE);
        site.add("alone", "");
        site.add(THREE.get(0), "");
        site.add(THREE.get(1), THREE.get(0));
        site.add(THREE.get(2), THREE.get(0));
        List<InetSocketAddress> cluster = THREE.stream().map(site::address).toList();
        makeBucket(site.address("alone"));
        makeBucket(cluster.get(0));
        warm(trial, cluster, warmSeconds);
        warm(trial, List.of(site.address("alone")), warmSeconds / THREE.size());
        Thread.sleep(SETTLING.toMillis());
        Table rest = rest(trial, site);
        List<Contest.Outcome> outcomes = new ArrayList<>();
        for (Work work : WORKS) {
            outcomes.add(measure(trial, site, cluster, work));
        }
        Table starts = starts(trial, site);
        String report = report(outcomes) + "\n" + rest.markdown() + "\n" + starts.markdown();
        trial.print("\n" + report);
        if (!noPage) {
            Path page = RepositoryRoot.path().resolve("docs/benchmarks.md");
            String surroundings = Surroundings.describe(trial.folder(), site.pid("alone"));
            new BenchmarkPage(page)
                    .write("Three nodes: `./dev bench cluster`", preface() + surroundings + "\n" + report);
            trial.say("written to %s", page);
        }
    }

    private static void makeBucket(InetSocketAddress node) throws IOException {
        try (HttpConnection connection = HttpConnection.open(node)) {
            Response answer = connection.exchange(
                    Request.of("POST", "/v1/buckets/" + BUCKET).withJson("{\"action\":\"create-bck\"}"));
            if (answer.status() / 100 != 2) {
                throw new IOException("no bucket could be made: " + answer.status() + " " + answer.text());
            }
        }
    }

    /** Small requests first and longest: they are most of what has to be compiled. */
    private static void warm(Trial trial, List<InetSocketAddress> nodes, int seconds)
            throws IOException, InterruptedException {
        for (Work work : WORKS) {
            if (work.method.equals("GET")) {
                fill(nodes.get(0), work);
            }
            int share = work.lengthBytes < MIB && work.method.equals("PUT") ? 2 : 5;
            Count count =
                    new PreparedLoad(nodes, work.requests()).run(Duration.ofSeconds(Math.max(1, seconds / share)));
            trial.say("warm, %s on %d: %.0f/s", work.title(), nodes.size(), count.perSecond());
        }
    }

    private Contest.Outcome measure(Trial trial, Site site, List<InetSocketAddress> cluster, Work work)
            throws IOException, InterruptedException {
        if (work.method.equals("GET")) {
            fill(cluster.get(0), work);
            fill(site.address("alone"), work);
        }
        List<List<Request>> requests = work.requests();
        PreparedLoad three = new PreparedLoad(cluster, requests);
        PreparedLoad one = new PreparedLoad(List.of(site.address("alone")), requests);
        Duration time = Duration.ofSeconds(seconds);
        Contest.Outcome outcome = new Contest(
                        trial,
                        work.title(),
                        new Contest.Side("three", () -> three.run(time), () -> cpu(site, THREE)),
                        new Contest.Side("one", () -> one.run(time), () -> cpu(site, List.of("alone"))))
                .run(repeats);
        trial.check(
                work.title() + ": three nodes serve",
                outcome.node().rate().median() > 0,
                "of what one does " + outcome.ratio().spread(2));
        return outcome;
    }

    private static void fill(InetSocketAddress node, Work work) throws IOException {
        Work puts = new Work("PUT", work.lengthBytes, work.workers, work.keys);
        try (HttpConnection connection = HttpConnection.open(node)) {
            for (List<Request> requests : puts.requests()) {
                for (Request request : requests) {
                    Response answer = connection.exchange(request);
                    if (answer.status() != 200) {
                        throw new IOException("PUT gave " + answer.status() + ": " + answer.text());
                    }
                }
            }
        }
    }

    private static Duration cpu(Site site, List<String> names) throws IOException {
        Duration all = Duration.ZERO;
        for (String name : names) {
            all = all.plus(ProcessFigures.cpu(site.pid(name)));
        }
        return all;
    }

    /** Processor time of each node while nobody asks anything. */
    private Table rest(Trial trial, Site site) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>(THREE);
        names.add("alone");
        List<Duration> before = new ArrayList<>();
        for (String name : names) {
            before.add(ProcessFigures.cpu(site.pid(name)));
        }
        Thread.sleep(Duration.ofSeconds(restSeconds).toMillis());
        Table table = new Table("at rest", "of a core", "memory");
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            double share =
                    ProcessFigures.cpu(site.pid(name)).minus(before.get(i)).toMillis() / 1e3 / restSeconds;
            String percent = String.format(Locale.ROOT, "%.1f %%", 100 * share);
            table.add(name, percent, ProcessFigures.of(site.pid(name)).toString());
            trial.check(name + " at rest takes at most 5 % of a core", share <= REST_GOAL, percent);
        }
        trial.show(table);
        return table;
    }

    /** From the start of the process until it takes requests; of a member, with the others there. */
    private static Table starts(Trial trial, Site site) throws IOException, InterruptedException {
        Table table = new Table("start after kill -9", "ready in ms");
        for (String name : List.of("alone", THREE.get(1), THREE.get(2))) {
            site.kill(name);
            long begun = System.nanoTime();
            site.start(name);
            table.add(name, Long.toString((System.nanoTime() - begun) / 1_000_000));
        }
        trial.show(table);
        return table;
    }

    private String preface() {
        return String.format(Locale.ROOT, """
                Written by `./dev bench cluster --seconds %d --repeats %d`. One node alone, and three that are one cluster, all on one
                machine with durability `sync`: three nodes share its processors and its disk, write each byte three times, and agree
                on every record, so what is shown is the price of three copies, not what three machines do. A node alone runs no
                consensus at all. Connections are spread over the nodes. Before anything was measured the three had worked for %d
                seconds and the one for %d, since a JVM compiles what it does often; each pair was measured in turn, after one round
                that does not count.

                """, seconds, repeats, warmSeconds, warmSeconds / THREE.size());
    }

    private static String report(List<Contest.Outcome> outcomes) {
        Table table = new Table(
                "work",
                "three nodes /s",
                "one node /s",
                "ratio",
                "p99 ms, three",
                "p99 ms, one",
                "CPU µs, three",
                "CPU µs, one");
        for (Contest.Outcome outcome : outcomes) {
            Contest.Rounds three = outcome.node();
            Contest.Rounds one = outcome.yardstick();
            int digits = three.rate().median() < 100 ? 1 : 0;
            table.add(
                    outcome.work(),
                    three.rate().spread(digits),
                    one.rate().spread(digits),
                    outcome.ratio().spread(2),
                    three.p99Micros().times(1e-3).spread(1),
                    one.p99Micros().times(1e-3).spread(1),
                    String.format(Locale.ROOT, "%.0f", three.cpuMicros().median()),
                    String.format(Locale.ROOT, "%.0f", one.cpuMicros().median()));
        }
        return table.markdown();
    }
}
