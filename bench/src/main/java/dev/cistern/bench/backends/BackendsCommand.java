package dev.cistern.bench.backends;

import dev.cistern.bench.node.RepositoryRoot;
import dev.cistern.bench.speed.BenchmarkPage;
import dev.cistern.bench.speed.Surroundings;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.Trial.Finding;
import dev.cistern.bench.trial.TrialCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A node in front of a cloud against the cloud itself. */
@Command(
        name = "backends",
        mixinStandardHelpOptions = true,
        description = {
            "A bucket in front of a bucket of an upstream, against the upstream itself, in one run; writes docs/benchmarks.md, a"
                    + " section for each part. A quarter of an hour.",
            "",
            "speed        cold and warm GETs and write-through PUTs against direct ones: another node over s3:// on bare"
                    + " loopback and behind a link of a gigabit a second, and s3proxy behind the same link.",
            "crowd        many clients on one cold object, the first of whom is killed half-way.",
            "connections  knobs of layer 3 turned under cold load, dials with the settings that the node advises, and"
                    + " backend_idle_conn_time as each kind of cloud feels it."
        })
public final class BackendsCommand extends TrialCommand {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final double GET_GOAL = 0.95;
    private static final double PUT_GOAL = 0.9;
    private static final int BITS = 8;

    /** What is measured. */
    enum Part {
        SPEED,
        CROWD,
        CONNECTIONS;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(names = "--only", paramLabel = "PART", description = "One part: ${COMPLETION-CANDIDATES}. Default: all")
    private @Nullable Part only;

    /** Upstreams, and the ways to them, whose speed is measured. */
    enum Way {
        LOOPBACK,
        LINK,
        S3PROXY
    }

    @Option(
            names = "--way",
            paramLabel = "WAY",
            description = "Speed of one way: ${COMPLETION-CANDIDATES}. Default: all")
    private @Nullable Way way;

    @Option(names = "--work", paramLabel = "GET|PUT", defaultValue = "", description = "Leave the other out.")
    private String work = "";

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Of each measurement. Default: 5")
    private int rounds;

    @Option(
            names = "--link",
            paramLabel = "MBIT/S",
            defaultValue = "1000",
            description = "How fast the link is. Default: 1000")
    private int linkMegabits;

    @Option(names = "--clients", paramLabel = "N", defaultValue = "200", description = "Of the crowd. Default: 200")
    private int clients;

    @Option(
            names = "--crowd-mib",
            paramLabel = "N",
            defaultValue = "1024",
            description = "Size of the object that the crowd reads. Default: 1024")
    private int crowdMib;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "20",
            description = "Of each measurement of connections. Default: 20")
    private int seconds;

    @Option(names = "--no-page", description = "Do not write docs/benchmarks.md.")
    private boolean noPage;

    @Override
    protected void run(Trial trial) throws Exception {
        for (Part part : Part.values()) {
            if (only == null || only == part) {
                int findings = trial.findings().size();
                int tables = trial.shown().size();
                switch (part) {
                    case SPEED -> speed(trial);
                    case CROWD -> new CrowdPart(trial, S3Upstream.cistern(trial), clients, (long) crowdMib * MIB).run();
                    case CONNECTIONS -> connections(trial);
                }
                if (!noPage) {
                    write(
                            trial,
                            part,
                            trial.findings().subList(findings, trial.findings().size()),
                            trial.shown().subList(tables, trial.shown().size()));
                }
                trial.closeKept();
            }
        }
    }

    private void speed(Trial trial) throws Exception {
        Front front = Front.start(trial, "front");
        S3Upstream cistern = S3Upstream.cistern(trial);
        long bytesPerSecond = linkMegabits * 1_000_000L / BITS;
        String behind = ", " + linkMegabits + " Mbit/s";
        if (isWanted(Way.LOOPBACK)) {
            measure(trial, front, new Speed.Way("Cistern, loopback", cistern.address(), cistern::readsOfNode, false));
        }
        if (isWanted(Way.LINK)) {
            try (Link link = new Link(cistern.address(), bytesPerSecond)) {
                measure(trial, front, new Speed.Way("Cistern" + behind, link.address(), link::reads, true));
            }
        }
        Optional<S3Upstream> s3proxy = isWanted(Way.S3PROXY) ? S3Upstream.s3proxy(trial) : Optional.empty();
        if (s3proxy.isPresent()) {
            try (Link link = new Link(s3proxy.get().address(), bytesPerSecond)) {
                measure(trial, front, new Speed.Way("s3proxy" + behind, link.address(), link::reads, true));
            }
        } else if (isWanted(Way.S3PROXY)) {
            trial.skip("s3proxy", "it cannot be fetched");
        }
    }

    private boolean isWanted(Way one) {
        return way == null || way == one;
    }

    /** What ends early is a failure of that way, and the others are measured nevertheless. */
    private void measure(Trial trial, Front front, Speed.Way by) throws InterruptedException {
        Speed speed = new Speed(trial, front, by, rounds);
        try {
            if (!work.equalsIgnoreCase("PUT")) {
                speed.gets(new Load(trial.seed(), 64 * KIB, 400, 8), 0);
                speed.gets(new Load(trial.seed(), MIB, 100, 8), 0);
                speed.gets(new Load(trial.seed(), 16 * MIB, 12, 4), GET_GOAL);
                speed.gets(new Load(trial.seed(), 256 * MIB, 2, 2), GET_GOAL);
            }
            if (!work.equalsIgnoreCase("GET")) {
                speed.puts(new Load(trial.seed(), 16 * MIB, 12, 4), PUT_GOAL);
            }
        } catch (IOException e) {
            trial.check(by.title() + ": reaches its end", false, e.toString());
        }
        speed.tables().forEach(trial::show);
    }

    private void connections(Trial trial) throws Exception {
        S3Upstream upstream = S3Upstream.cistern(trial);
        try (Link link = new Link(upstream.address(), Link.UNLIMITED)) {
            new Connections(trial, link).run(Duration.ofSeconds(seconds));
        }
        new Pools(trial).run();
    }

    private void write(Trial trial, Part part, List<Finding> findings, List<Table> tables)
            throws IOException, InterruptedException {
        Table facts = new Table("", "fact", "seen");
        findings.forEach(finding -> facts.add(
                finding.outcome().toString(), finding.fact(), finding.seen().replace("|", "\\|")));
        StringBuilder text = new StringBuilder(preface(part));
        text.append(
                Surroundings.describe(trial.folder(), ProcessHandle.current().pid()));
        tables.forEach(table -> text.append('\n').append(table.markdown()));
        text.append('\n').append(facts.markdown());
        Path page = RepositoryRoot.path().resolve("docs/benchmarks.md");
        new BenchmarkPage(page)
                .write(
                        "Backends, " + part.word() + ": `./dev bench backends --only " + part.word() + "`",
                        text.toString());
        trial.say("written to %s", page);
    }

    private String preface(Part part) {
        return switch (part) {
            case SPEED -> String.format(Locale.ROOT, """
                    Written by `./dev bench backends --only speed --rounds %d --link %d`. Read and written in turn: directly, through
                    a bucket of which nothing is here, and again. Durability is `sync`. On bare loopback, upstream, node and client
                    share two processors, and the node does all its work in the time in which the upstream does its own: no
                    network is that fast. Behind the link, which both ways go through, a gigabit is what there is.

                    """, rounds, linkMegabits);
            case CROWD -> String.format(Locale.ROOT, """
                    Written by `./dev bench backends --only crowd --clients %d --crowd-mib %d`. The first client begins alone, the
                    others when it has its first byte; upstream is another node, its reads counted on the way there.

                    """, clients, crowdMib);
            case CONNECTIONS -> String.format(Locale.ROOT, """
                    Written by `./dev bench backends --only connections --seconds %d`. 16 clients at moments of their own, every
                    request one of an object that is not here; dials are counted on the way to the upstream.

                    """, seconds);
        };
    }
}
