package dev.cistern.bench.clouds;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.net.NameServer;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lets a cloud fail in every way it can, while clients read and write through a node in front of it. */
@Command(
        name = "upstream",
        mixinStandardHelpOptions = true,
        description = {
            "A cloud that fails: nothing wrong is served or stored, failures say whose they are, and the node recovers by"
                    + " itself. Ten minutes at most.",
            "Controls show that the run can fail: a cloud that vouches for wrong bytes, and one that does not get well."
        })
public final class UpstreamCommand extends TrialCommand {
    private static final String BUCKET = "near";
    /** Of all of loopback, an address that no name server of a machine has. */
    private static final String NAMES = "127.83.53.1";
    /** No other is asked by who reads resolv.conf. */
    private static final int NAMES_PORT = 53;

    private static final int CHUNK_BYTES = 1 << 20;
    private static final int CONTROL_REQUESTS = 60;
    private static final int REQUESTS_A_NAME = 20;
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration RECOVERY = Duration.ofSeconds(30);
    private static final Duration CONTROL = Duration.ofSeconds(3);

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Requests for each fault. Default: 2000")
    private int requests;

    @Option(names = "--only", paramLabel = "FAULT", description = "One fault: ${COMPLETION-CANDIDATES}. Default: all")
    private @Nullable CloudFault only;

    private final Table table =
            new Table("fault", "requests", "faults", "failed", "wrong", "wrong stored", "well after", "took");

    private int begin;

    @Override
    protected void run(Trial trial) throws Exception {
        CloudObjects objects = new CloudObjects(trial.seed());
        CloudTokens tokens = new CloudTokens(trial.newFolder("tokens"));
        FaultyCloud cloud = trial.keep(new FaultyCloud(objects, tokens, trial.random("faults")));
        @Nullable NameServer names = names(trial);
        NodeProcess node = start(trial, names != null);
        create(node.address(), BUCKET, cloud.url("127.0.0.1"));
        for (CloudFault fault : CloudFault.values()) {
            if (fault.isMeant() && isWanted(fault)) {
                UpstreamRound round =
                        new UpstreamRound(plan(fault, requests, number -> BUCKET), objects, node.address());
                judge(trial, fault, round, ask(trial, cloud, fault, round));
            }
        }
        if (isWanted(CloudFault.SLOW_NAMES) && names == null) {
            trial.skip("slow names", "only root may give a node name servers of its own, in a mount namespace");
        } else if (isWanted(CloudFault.SLOW_NAMES) && names != null) {
            slowNames(trial, cloud, names, objects, node.address());
        }
        controls(trial, cloud, objects, node.address());
        trial.check("the node still runs", node.isAlive(), node.isAlive() ? "it does" : node.logTail());
        trial.show(table);
    }

    private boolean isWanted(CloudFault fault) {
        return only == null || only == fault;
    }

    /** Each round asks for objects that no round before has asked for. */
    private UpstreamRound.Plan plan(CloudFault fault, int many, IntFunction<String> bucket) {
        UpstreamRound.Plan plan = new UpstreamRound.Plan(fault, begin, many, bucket);
        begin += many;
        return plan;
    }

    private static NodeProcess start(Trial trial, boolean resolves) throws IOException, InterruptedException {
        NodeLaunch launch = NodeLaunch.in(trial.newFolder("data"))
                .with(
                        "backed.chunk_size=" + CHUNK_BYTES,
                        "net.http.backend_deadline=6s",
                        "net.http.backend_recheck_time=100ms");
        if (resolves) {
            Path resolver = trial.folder().resolve("resolv.conf");
            Files.writeString(resolver, "nameserver " + NAMES + "\n");
            launch = launch.resolvingBy(resolver);
        }
        NodeProcess node = trial.keep(NodeProcess.start(launch, trial.folder().resolve("node.log")));
        trial.say("the node is ready after %d ms", node.awaitReady(START).toMillis());
        return node;
    }

    /** One that a node of this run asks; nothing where that cannot be. */
    private static @Nullable NameServer names(Trial trial) throws InterruptedException {
        try {
            Process mount = new ProcessBuilder("unshare", "--mount", "true").start();
            if (!mount.waitFor(10, TimeUnit.SECONDS) || mount.exitValue() != 0) {
                return null;
            }
            return trial.keep(NameServer.start(
                    new InetSocketAddress(NAMES, NAMES_PORT), name -> List.of(InetAddress.getLoopbackAddress())));
        } catch (IOException notAllowed) {
            return null;
        }
    }

    private static void create(InetSocketAddress node, String bucket, String backend) throws IOException {
        String create = "{\"action\":\"create-bck\",\"value\":{\"backend\":\"" + backend + "\"}}";
        try (HttpConnection connection = HttpConnection.open(node)) {
            Response answer = connection.exchange(
                    Request.of("POST", "/v1/buckets/" + bucket).withJson(create));
            if (answer.status() != 200) {
                throw new IOException("the bucket was not made: " + answer.status() + " " + answer.text());
            }
        }
    }

    /**
     * What came of a round.
     *
     * @param faults how often the cloud failed
     * @param recovery as of {@link UpstreamRound#recoveryMillis}
     * @param stored objects that have wrong bytes afterwards
     */
    private record Outcome(int faults, long recovery, int stored, Duration took) {}

    private static Outcome ask(Trial trial, FaultyCloud cloud, CloudFault fault, UpstreamRound round)
            throws InterruptedException, IOException {
        int before = cloud.faults();
        long begun = System.nanoTime();
        cloud.become(fault);
        round.ask(trial);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        int faults = cloud.faults() - before;
        cloud.become(null);
        return new Outcome(faults, round.recoveryMillis(RECOVERY), round.wrongOnes(), took);
    }

    private void judge(Trial trial, CloudFault fault, UpstreamRound round, Outcome outcome) {
        String name = fault.word();
        add(name, requests, round, outcome);
        trial.check(
                name + ": faults were done",
                outcome.faults > 0,
                outcome.faults + " of them, " + round.failed + " requests failed, " + outcome.took.toSeconds() + " s");
        trial.check(name + ": no wrong byte is served", round.wrong.get() == 0, round.wrong + " answers");
        trial.check(name + ": no wrong byte is stored", outcome.stored == 0, outcome.stored + " objects");
        trial.check(name + ": failures say whose they are", round.unclear.get() == 0, round.unclear + " do not");
        trial.check(name + ": recovers by itself", outcome.recovery >= 0, outcome.recovery + " ms");
    }

    private void add(String name, int many, UpstreamRound round, Outcome outcome) {
        table.add(
                name,
                Integer.toString(many),
                Integer.toString(outcome.faults),
                round.failed.toString(),
                round.wrong.toString(),
                Integer.toString(outcome.stored),
                outcome.recovery < 0 ? "never" : outcome.recovery + " ms",
                outcome.took.toSeconds() + " s");
    }

    /** The cloud under many names, since each is looked up once in a while: answers take up to 3 s, or do not come. */
    private void slowNames(
            Trial trial, FaultyCloud cloud, NameServer names, CloudObjects objects, InetSocketAddress node)
            throws IOException, InterruptedException {
        for (int i = 0; i <= requests / REQUESTS_A_NAME; i++) {
            create(node, "named" + i, cloud.url("cloud" + i + ".far.test"));
        }
        int first = begin;
        // The probe of the recovery has a number far beyond, and a name that nobody has asked for.
        IntFunction<String> bucket =
                number -> "named" + Math.min(requests / REQUESTS_A_NAME, (number - first) / REQUESTS_A_NAME);
        UpstreamRound round = new UpstreamRound(plan(CloudFault.SLOW_NAMES, requests, bucket), objects, node);
        SplittableRandom random = trial.random("names");
        names.delay(() -> random.nextInt(8) == 0 ? NameServer.NEVER : 1 + random.nextInt(3_000));
        int asked = names.asked();
        long begun = System.nanoTime();
        round.ask(trial);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        names.delay(() -> 0);
        int late = names.asked() - asked;
        judge(
                trial,
                CloudFault.SLOW_NAMES,
                round,
                new Outcome(late, round.recoveryMillis(RECOVERY), round.wrongOnes(), took));
    }

    /** That what is looked at can be seen to be wrong. */
    private void controls(Trial trial, FaultyCloud cloud, CloudObjects objects, InetSocketAddress node)
            throws IOException, InterruptedException {
        UpstreamRound lied = new UpstreamRound(plan(CloudFault.LIE, CONTROL_REQUESTS, number -> BUCKET), objects, node);
        Outcome outcome = ask(trial, cloud, CloudFault.LIE, lied);
        add("control: a lie", CONTROL_REQUESTS, lied, outcome);
        trial.check(
                "control: wrong bytes are found when a cloud vouches for them",
                lied.wrong.get() > 0 && outcome.stored > 0,
                lied.wrong + " answers, " + outcome.stored + " objects stored");
        cloud.become(CloudFault.DEAD);
        UpstreamRound dead =
                new UpstreamRound(plan(CloudFault.DEAD, CONTROL_REQUESTS, number -> BUCKET), objects, node);
        long recovery = dead.recoveryMillis(CONTROL);
        cloud.become(null);
        trial.check(
                "control: a cloud that does not get well is not taken for well",
                recovery < 0,
                recovery < 0 ? "it is not" : "after " + recovery + " ms");
    }
}
