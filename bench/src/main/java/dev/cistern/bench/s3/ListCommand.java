package dev.cistern.bench.s3;

import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.node.RepositoryRoot;
import dev.cistern.bench.speed.BenchmarkPage;
import dev.cistern.bench.speed.Series;
import dev.cistern.bench.speed.Surroundings;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Listing very many keys over S3: the same cost for a page wherever it is. */
@Command(
        name = "list",
        description = "A million keys, flat and in a thousand folders: pages at the start and at the end; writes"
                + " docs/benchmarks.md.")
public final class ListCommand extends TrialCommand {
    private static final Duration FIRST_START = Duration.ofMinutes(5);
    private static final double GOAL = 0.20;
    private static final int PAGE = 1_000;
    private static final int FOLDERS_PAGE = 100;

    @Option(
            names = "--keys",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "In each of the two buckets. Default: 1000000")
    private int keys;

    @Option(names = "--folders", paramLabel = "N", defaultValue = "1000", description = "In the second. Default: 1000")
    private int folders;

    @Option(names = "--repeats", paramLabel = "N", defaultValue = "7", description = "Of each measurement. Default: 7")
    private int repeats;

    @Option(
            names = "--pages",
            paramLabel = "N",
            defaultValue = "40",
            description = "In each measurement, at the start and at the end. Default: 40")
    private int pages;

    @Option(names = "--no-page", description = "Do not write docs/benchmarks.md.")
    private boolean noPage;

    private final Table table = new Table("page", "at the start, ms", "at the end, ms", "end / start");
    private final List<String> rates = new ArrayList<>();

    /**
     * A page at the start of a bucket, and the same at its end.
     *
     * @param entries that both have
     */
    private record Pair(String what, int entries, String start, String end) {}

    @Override
    protected void run(Trial trial) throws Exception {
        // Nothing here is lost if the machine fails: it is about reading.
        NodeLaunch launch = NodeLaunch.in(trial.newFolder("data")).with("store.durability=os");
        NodeProcess node = trial.keep(NodeProcess.start(launch, trial.folder().resolve("node.log")));
        trial.say("ready in %d ms", node.awaitReady(FIRST_START).toMillis());
        for (KeySet set : List.of(new KeySet("flat", keys, 1), new KeySet("folders", keys, folders))) {
            set.fill(trial, node.address());
            try (ListPages list = new ListPages(node.address(), set.bucket())) {
                all(trial, list, set);
                for (Pair pair : pairs(set)) {
                    measure(trial, list, set, pair);
                }
            }
        }
        String report = table.markdown() + "\n" + String.join("\n", rates) + "\n";
        trial.print("\n" + report);
        if (!noPage) {
            Path page = RepositoryRoot.path().resolve("docs/benchmarks.md");
            String surroundings = Surroundings.describe(trial.folder(), node.pid());
            new BenchmarkPage(page)
                    .write("Listings of many keys: `./dev bench list`", preface() + surroundings + "\n" + report);
            trial.say("written to %s", page);
        }
    }

    private static List<Pair> pairs(KeySet set) {
        int last = set.keys() - PAGE;
        if (set.isFlat()) {
            String end = "&start-after=" + set.key(last - 1);
            return List.of(
                    new Pair("1,000 keys of a flat bucket", PAGE, "max-keys=1000", "max-keys=1000" + end),
                    new Pair(
                            "the same with a delimiter",
                            PAGE,
                            "max-keys=1000&delimiter=%2F",
                            "max-keys=1000&delimiter=%2F" + end));
        }
        int page = Math.min(PAGE, set.perPrefix());
        int foldersPage = Math.min(FOLDERS_PAGE, set.prefixes());
        String inLast = "&prefix=" + set.prefix(set.prefixes() - 1);
        String inFirst = "&prefix=" + set.prefix(0);
        String lastFolders =
                "&start-after=" + set.prefix(set.prefixes() - foldersPage - 1).replace("/", "0");
        String folders = "delimiter=%2F&max-keys=" + foldersPage;
        return List.of(
                new Pair(
                        page + " keys across folders",
                        page,
                        "max-keys=" + page,
                        "max-keys=" + page + "&start-after=" + set.key(set.keys() - page - 1)),
                new Pair(
                        page + " keys of one folder, with a delimiter",
                        page,
                        "delimiter=%2F&max-keys=" + page + inFirst,
                        "delimiter=%2F&max-keys=" + page + inLast),
                new Pair(
                        foldersPage + " folders of " + set.perPrefix() + " keys",
                        foldersPage,
                        folders,
                        folders + lastFolders));
    }

    private void measure(Trial trial, ListPages list, KeySet set, Pair pair) throws IOException {
        for (String query : List.of(pair.start, pair.end)) {
            ListPages.Page page = list.page(query);
            int entries = page.keys().size() + page.prefixes().size();
            if (entries != pair.entries) {
                throw new IOException(set.bucket() + "?" + query + " has " + entries + " entries, not " + pair.entries);
            }
        }
        Series starts = new Series();
        Series ends = new Series();
        for (int i = 0; i <= repeats; i++) {
            double[] millis = millis(list, pair);
            if (i > 0) {
                starts.add(millis[0]);
                ends.add(millis[1]);
            }
        }
        Series ratio = ends.over(starts);
        table.add(pair.what, starts.spread(2), ends.spread(2), ratio.spread(2));
        trial.check(
                pair.what + " cost the same at the start and at the end, within 20 %",
                Math.abs(ratio.median() - 1) <= GOAL,
                "ratio " + ratio.spread(2) + ", " + starts.spread(2) + " ms at the start");
    }

    /** The median of several pages each, taken in turn. */
    private double[] millis(ListPages list, Pair pair) throws IOException {
        Series start = new Series();
        Series end = new Series();
        for (int i = 0; i < pages; i++) {
            start.add(list.nanos(pair.start) / 1e6);
            end.add(list.nanos(pair.end) / 1e6);
        }
        return new double[] {start.median(), end.median()};
    }

    /** Lists everything, page after page, and compares each key. */
    private void all(Trial trial, ListPages list, KeySet set) throws IOException {
        Series keysPerSecond = new Series();
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            int number = 0;
            String token = "";
            do {
                ListPages.Page page =
                        list.page("max-keys=1000" + (token.isEmpty() ? "" : "&continuation-token=" + token));
                for (String key : page.keys()) {
                    if (!key.equals(set.key(number))) {
                        throw new IOException("after " + number + " keys comes " + key);
                    }
                    number++;
                }
                token = page.next();
            } while (!token.isEmpty());
            keysPerSecond.add(number * 1e9 / (System.nanoTime() - start));
            trial.check(set.bucket() + ": every key is listed once, in order", number == set.keys(), number + " keys");
        }
        rates.add(String.format(
                Locale.ROOT,
                "All %,d keys of the bucket `%s`, in pages of 1,000 over one connection: %s keys/s.",
                set.keys(),
                set.bucket(),
                keysPerSecond.spread(0)));
    }

    private String preface() {
        return String.format(Locale.ROOT, """
                Written by `./dev bench list --keys %d --folders %d --repeats %d --pages %d`. Over S3, `ListObjectsV2`, one connection,
                in XML, nothing else going on. Each time is a median of %d pages; start and end were asked for in turn.

                """, keys, folders, repeats, pages, pages);
    }
}
