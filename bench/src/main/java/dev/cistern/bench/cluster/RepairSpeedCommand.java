package dev.cistern.bench.cluster;

import dev.cistern.bench.http.Body;
import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.node.RepositoryRoot;
import dev.cistern.bench.speed.BenchmarkPage;
import dev.cistern.bench.speed.LatencyWindows.Latencies;
import dev.cistern.bench.speed.Series;
import dev.cistern.bench.speed.Surroundings;
import dev.cistern.bench.trial.Await;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What clients feel of a repair. */
@Command(
        name = "repair",
        description = {
            "Four nodes; one is drained, so that the others fetch what it holds, while clients send them small requests: how long these"
                    + " take meanwhile, against just before. Writes docs/benchmarks.md. Ten minutes."
        })
public final class RepairSpeedCommand extends TrialCommand {
    private static final String BUCKET = "repair";
    private static final int CLIENTS = 24;
    private static final double WORST_GOAL = 2.0;
    private static final Duration LONGEST_MOVE = Duration.ofMinutes(10);
    private static final List<String> STAYING = List.of("n1", "n2", "n3");
    private static final String LEAVING = "n4";

    @Option(
            names = "--objects",
            paramLabel = "N",
            defaultValue = "1200",
            description = "Of 1 MiB, to be moved. Default: 1200")
    private int objects;

    @Option(names = "--repeats", paramLabel = "N", defaultValue = "5", description = "Of the draining. Default: 5")
    private int repeats;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "150",
            description = "Requests of clients a second: half PUT, half GET, of 4 KiB. Default: 150")
    private int rate;

    @Option(
            names = "--warm",
            paramLabel = "SECONDS",
            defaultValue = "90",
            description = "Of work before anything counts. Default: 90")
    private int warmSeconds;

    @Option(
            names = "--before",
            paramLabel = "SECONDS",
            defaultValue = "20",
            description = "Without a repair. Default: 20")
    private int beforeSeconds;

    @Option(names = "--no-page", description = "Do not write docs/benchmarks.md.")
    private boolean noPage;

    private final Voice voice = new Voice();

    /** What was seen of one draining. */
    private record Round(Latencies before, Latencies meanwhile, double mibPerSecond, long leastAllowedMib) {
        double ratio() {
            return (double) meanwhile.p99Nanos() / before.p99Nanos();
        }
    }

    @Override
    protected void run(Trial trial) throws Exception {
        Site site = new Site(trial, Site.Ground.HERE);
        site.add("n1", "");
        for (String name : List.of("n2", "n3", LEAVING)) {
            site.add(name, "n1");
        }
        fill(site);
        trial.say("%d MiB are stored", objects);
        boolean spread = awaitWhole(site);
        trial.check("every object has its copies", spread, "");
        List<InetSocketAddress> asked = STAYING.stream().map(site::address).toList();
        PacedClients clients = new PacedClients(asked, BUCKET, CLIENTS, rate);
        clients.start(trial.random("clients"));
        Thread.sleep(Duration.ofSeconds(warmSeconds).toMillis());
        Table table = new Table(
                "round", "before: p50 / p99", "meanwhile: p50 / p99", "p99 ratio", "MiB/s moved", "least allowed");
        Series ratios = new Series();
        for (int i = 1; i <= repeats; i++) {
            Round round = drain(trial, site, clients);
            ratios.add(round.ratio());
            table.add(
                    Integer.toString(i),
                    round.before.toString(),
                    round.meanwhile.toString(),
                    String.format(Locale.ROOT, "%.2f", round.ratio()),
                    String.format(Locale.ROOT, "%.0f", round.mibPerSecond),
                    round.leastAllowedMib + " MiB/s");
        }
        clients.end();
        trial.show(table);
        trial.check("no request fails", clients.failed() == 0, clients.failed() + " failed");
        trial.check(
                "of clients' requests the 99th percentile at most doubles while copies are made",
                ratios.median() <= WORST_GOAL,
                ratios.spread(2));
        if (!noPage) {
            Path page = RepositoryRoot.path().resolve("docs/benchmarks.md");
            new BenchmarkPage(page)
                    .write(
                            "Repair beside clients: `./dev bench repair`",
                            preface() + Surroundings.describe(trial.folder(), site.pid("n1")) + "\n"
                                    + table.markdown());
            trial.say("written to %s", page);
        }
    }

    private void fill(Site site) throws IOException, InterruptedException {
        Voice.Answer made = voice.ask(site.url("n1"), "POST", "/v1/buckets/" + BUCKET, "{\"action\":\"create-bck\"}");
        if (made.status() / 100 != 2) {
            throw new IOException("no bucket could be made: " + made);
        }
        try (HttpConnection connection = HttpConnection.open(site.address("n1"))) {
            for (int i = 0; i < objects; i++) {
                String target = "/v1/objects/" + BUCKET + "/large" + i;
                Response answer = connection.exchange(
                        Request.put(target, Body.of(i, target, 0, 1 << 20).bytes()));
                if (answer.status() != 200) {
                    throw new IOException("PUT gave " + answer.status() + ": " + answer.text());
                }
            }
        }
    }

    private Round drain(Trial trial, Site site, PacedClients clients) throws Exception {
        Latencies unused = clients.turn();
        Thread.sleep(Duration.ofSeconds(beforeSeconds).toMillis());
        Latencies before = clients.turn();
        String path = "/v1/cluster/members/" + LEAVING + "/drain";
        long copied = copied(site);
        long begun = System.nanoTime();
        Voice.Answer draining = voice.ask(site.url("n1"), "PUT", path, "{}");
        long[] least = {Long.MAX_VALUE};
        boolean empty = Await.within(LONGEST_MOVE, () -> {
            least[0] = Math.min(least[0], leastAllowed(site));
            Voice.Answer left = voice.ask(site.url("n1"), "GET", path, "");
            return left.status() == 200 && left.body().getLong("blobs", 1L) == 0;
        });
        double seconds = (System.nanoTime() - begun) / 1e9;
        Latencies meanwhile = clients.turn();
        double moved = (copied(site) - copied) / seconds / (1 << 20);
        Voice.Answer back = voice.ask(site.url("n1"), "DELETE", path, "");
        boolean whole = awaitWhole(site);
        trial.check(
                "a node is drained, and has its copies again",
                empty && whole && draining.status() / 100 == 2 && back.status() / 100 == 2,
                String.format(Locale.ROOT, "%.0f s, %s before, %s meanwhile", seconds, before, meanwhile));
        return new Round(before, meanwhile, moved, least[0] >> 20);
    }

    private boolean awaitWhole(Site site) throws Exception {
        return Await.within(LONGEST_MOVE, () -> {
            JsonObject census = voice.ask(site.url("n1"), "GET", "/v1/cluster/census?verify=false", "")
                    .body();
            return census.getBoolean("whole", false) && census.getLong("surplus", 1L) == 0;
        });
    }

    /** Bytes that the nodes that stay have fetched since they started. */
    private long copied(Site site) throws InterruptedException {
        return repairs(site).stream()
                .mapToLong(repair -> repair.getLong("copied_bytes", 0L))
                .sum();
    }

    private long leastAllowed(Site site) throws InterruptedException {
        return repairs(site).stream()
                .mapToLong(repair -> repair.getLong("allowed_bytes_per_second", Long.MAX_VALUE))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private List<JsonObject> repairs(Site site) throws InterruptedException {
        JsonArray members = voice.view(site.url("n1")).getJsonArray("members", new JsonArray());
        return members.stream()
                .map(JsonObject.class::cast)
                .filter(member -> STAYING.contains(member.getString("name")))
                .map(member -> member.getJsonObject("repair", new JsonObject()))
                .toList();
    }

    private String preface() {
        return String.format(Locale.ROOT, """
                Written by `./dev bench repair --objects %d --repeats %d --rate %d`. Four nodes on one machine, whose processors and disk
                they share; three of them serve %d clients that send %d requests a second together, half of them PUT, half GET, of 4 KiB,
                each measured from when it was due. The fourth is drained, so that the three fetch what it holds, then has its copies again. p99 is
                that of some thousand requests.

                """, objects, repeats, rate, CLIENTS, rate);
    }
}
