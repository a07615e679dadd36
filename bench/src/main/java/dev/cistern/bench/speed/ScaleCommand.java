package dev.cistern.bench.speed;

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
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether cost grows as the work does, and not as what is stored. */
@Command(
        name = "scale",
        description = "Rates, memory and starts with few objects and with very many; space and PUTs while objects are"
                + " overwritten; writes docs/benchmarks.md.")
public final class ScaleCommand extends TrialCommand {
    private static final String HEADING = "Many objects: `./dev bench scale`";
    private static final int LARGE_BYTES = 64 * 1024;
    private static final double GOAL_OF_SPACE = 1.5;
    private static final double GOAL_OF_P99 = 3;
    private static final int LEAST_REQUESTS = 1_000;

    /** What can be measured alone. */
    enum Work {
        SIZES,
        OVERWRITES
    }

    @Option(
            names = "--objects",
            paramLabel = "N",
            split = ",",
            description = "How many, in growing order; the first is what others are compared with, and at least 5000."
                    + " Default: 10000,1000000")
    private List<Long> objects = List.of(10_000L, 1_000_000L);

    @Option(names = "--bytes", paramLabel = "N", defaultValue = "128", description = "Of each of them. Default: 128")
    private int bytes;

    @Option(
            names = "--new",
            paramLabel = "N",
            defaultValue = "20000",
            description = "New objects in each round of PUTs. Default: 20000")
    private long newObjects;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "2",
            description = "Of each round of GETs, and of pages. Default: 2")
    private int seconds;

    @Option(names = "--repeats", paramLabel = "N", defaultValue = "7", description = "Of each round. Default: 7")
    private int repeats;

    @Option(
            names = "--large",
            paramLabel = "N",
            defaultValue = "16000",
            description = "Objects of 64 KiB to overwrite. Default: 16000")
    private int large;

    @Option(
            names = "--small",
            paramLabel = "N",
            defaultValue = "200000",
            description = "Objects of 128 bytes to overwrite. Default: 200000")
    private int small;

    @Option(
            names = "--overwrite-seconds",
            paramLabel = "N",
            defaultValue = "90",
            description = "For so long. Default: 90")
    private int overwriteSeconds;

    @Option(
            names = "--only",
            paramLabel = "WORK",
            split = ",",
            description = "${COMPLETION-CANDIDATES}. Default: both, and the page is written")
    private Set<Work> only = EnumSet.allOf(Work.class);

    @Option(names = "--no-page", description = "Do not write docs/benchmarks.md.")
    private boolean noPage;

    @Override
    protected void run(Trial trial) throws Exception {
        List<String> sections = new ArrayList<>();
        String surroundings = "";
        if (only.contains(Work.SIZES)) {
            Sizes.Terms terms = new Sizes.Terms(objects, bytes, newObjects, Duration.ofSeconds(seconds), repeats);
            Sizes.Report sizes = new Sizes(trial, terms).run();
            surroundings = sizes.surroundings();
            sections.add(sizes.tables());
        }
        if (only.contains(Work.OVERWRITES)) {
            sections.add(overwrites(trial));
        }
        String report = String.join("\n", sections);
        trial.print("\n" + report);
        if (!noPage && only.size() == Work.values().length) {
            Path page = RepositoryRoot.path().resolve("docs/benchmarks.md");
            new BenchmarkPage(page).write(HEADING, preface() + surroundings + "\n" + report);
            trial.say("written to %s", page);
        }
    }

    private String overwrites(Trial trial) throws IOException, InterruptedException {
        Duration time = Duration.ofSeconds(overwriteSeconds);
        Table table = new Table(Overwrites.headings());
        for (Overwrites.Terms terms : List.of(
                new Overwrites.Terms("64 KiB, in segments", LARGE_BYTES, large, 400, time),
                new Overwrites.Terms("128 bytes, in records", 128, small, 8_000, time))) {
            Overwrites.Outcome outcome = Overwrites.run(trial, terms);
            table.add(Overwrites.row(outcome));
            check(trial, outcome);
        }
        return table.markdown();
    }

    private static void check(Trial trial, Overwrites.Outcome outcome) {
        String what = outcome.terms().what();
        trial.check(
                what + ": overwritten, they never take more than 1.5 times what they take at rest",
                outcome.overRest() <= GOAL_OF_SPACE,
                String.format(Locale.ROOT, "%.2f times", outcome.overRest()));
        String fact = what + ": p99 of PUT while compaction runs is at most 3 times that without";
        if (outcome.with().requests() < LEAST_REQUESTS || outcome.without().requests() < LEAST_REQUESTS) {
            trial.skip(fact, "too few PUTs: with " + outcome.with() + ", without " + outcome.without());
            return;
        }
        double ratio = (double) outcome.with().p99Nanos() / outcome.without().p99Nanos();
        trial.check(
                fact,
                ratio <= GOAL_OF_P99,
                String.format(
                        Locale.ROOT, "%.2f times: with %s, without %s", ratio, outcome.with(), outcome.without()));
    }

    private String preface() {
        return String.format(
                Locale.ROOT,
                """
                Written by `./dev bench scale --objects %s --bytes %d --new %d --seconds %d --repeats %d --large %d --small %d
                --overwrite-seconds %d`. The bucket has the durability `os`: nothing waits for the disk. A node with few objects and one
                with many do the same in turn, after one round that does not count. Keys are scattered, so each PUT, GET and page is
                at a place of its own. One thread with 32 connections and 16 requests on their way over each makes the load, 4 connections
                that of pages. A round of PUTs makes new objects and removes them again, which does not count. Heaps have 512 MiB; all other
                settings are the defaults: the cache of records takes up to an eighth of the memory. `store.hot_bytes=0` is set where
                nothing is hot: with few objects all of them would be. Objects are overwritten at random, at a pace, by
                8 writers; times count from when a PUT was due. "Without compaction" is, of segments, a time in which it
                was switched off, and else the half seconds in which it did not run.

                """,
                String.join(",", objects.stream().map(String::valueOf).toList()),
                bytes,
                newObjects,
                seconds,
                repeats,
                large,
                small,
                overwriteSeconds);
    }
}
