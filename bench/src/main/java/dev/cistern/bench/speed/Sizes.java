package dev.cistern.bench.speed;

import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The same work on a node with few objects and on one with many, in turn, so that both meet the same machine. The one with many
 * grows from size to size; the one with few is begun anew for each, since it must not grow.
 */
final class Sizes {
    private static final double GOAL = 0.85;
    private static final double GOAL_OF_STARTS = 1.5;
    private static final long MIB = 1L << 20;
    private static final long MEMORY_GROWTH = 128 * MIB;
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final int STARTS = 3;
    private static final int HOT = 5_000;
    private static final String HOT_BYTES = "store.hot_bytes";

    private static final int COMPARED = 200;
    /** A heap of one size, all of it touched: what is resident beyond it is seen. */
    static final List<String> JVM = List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch");

    private final Trial trial;
    private final Terms terms;
    private final Table rates;
    private final Table takes = new Table(
            "objects",
            "resident MiB",
            "of that, cached records MiB",
            "live heap MiB",
            "disk MiB",
            "disk / objects' bytes",
            "ready after kill -9, ms");

    /**
     * What is measured.
     *
     * @param objects the first of them is what others are compared with
     * @param bodyBytes of each
     * @param newObjects that each round of PUTs makes, and removes again
     * @param time of each round of GETs, and of pages
     */
    record Terms(List<Long> objects, int bodyBytes, long newObjects, Duration time, int repeats) {
        long first() {
            return objects.get(0);
        }
    }

    Sizes(Trial trial, Terms terms) {
        this.trial = trial;
        this.terms = terms;
        String few = String.format(Locale.ROOT, "%,d", terms.first());
        this.rates = new Table("work", "objects", "/s", "/s at " + few, "ratio", "CPU µs", "CPU µs at " + few);
    }

    /**
     * What came of it.
     *
     * @param surroundings of the node with many objects
     * @param tables in Markdown
     */
    record Report(String surroundings, String tables) {}

    Report run() throws IOException, InterruptedException {
        ScaledNode many = start("many");
        for (long objects : terms.objects.subList(1, terms.objects.size())) {
            ScaledNode few = start("few-" + objects);
            fill(few, terms.first());
            fill(many, objects);
            compare(few, many);
            few.close();
        }
        String surroundings = Surroundings.describe(trial.folder(), many.pid());
        many.close();
        return new Report(surroundings, rates.markdown() + "\n" + takes.markdown());
    }

    private ScaledNode start(String name) throws IOException, InterruptedException {
        return ScaledNode.start(trial, name, terms.bodyBytes, JVM.toArray(String[]::new));
    }

    private void fill(ScaledNode node, long objects) throws IOException, InterruptedException {
        Count filled = node.fill(objects);
        node.warmUp(WARM_UP);
        node.rest();
        node.fillCaches(WARM_UP);
        if (objects > terms.first()) {
            rates.add(
                    "PUT, the last half of filling it",
                    String.format(Locale.ROOT, "%,d", objects),
                    String.format(Locale.ROOT, "%.0f", filled.perSecond()),
                    "–",
                    "–",
                    "–",
                    "–");
        }
    }

    private void compare(ScaledNode few, ScaledNode many) throws IOException, InterruptedException {
        // Reads first: what PUTs leave behind them is a larger share of few objects.
        contest("GET", few, many, node -> node.gets(terms.time, node.objects()));
        contest("GET, of " + HOT + " hot ones", few, many, node -> node.gets(terms.time, HOT));
        // Few objects are all hot, and many are not: without that, it is the same work.
        few.admin().set(HOT_BYTES, "0");
        many.admin().set(HOT_BYTES, "0");
        contest("GET, nothing hot", few, many, node -> node.gets(terms.time, node.objects()));
        few.admin().unset(HOT_BYTES);
        many.admin().unset(HOT_BYTES);
        contest("list, pages of 1,000 keys", few, many, node -> node.lists(terms.time));
        contest("PUT", few, many, node -> node.puts(terms.newObjects));
        few.rest();
        many.rest();
        ScaledNode.Memory ofFew = few.memory();
        ScaledNode.Memory ofMany = many.memory();
        long diskOfFew = DiskUse.bytes(few.data());
        long diskOfMany = DiskUse.bytes(many.data());
        Series startsOfFew = new Series();
        Series startsOfMany = new Series();
        for (int i = 0; i < STARTS; i++) {
            startsOfFew.add(startAfterKill(few));
            startsOfMany.add(startAfterKill(many));
            trial.say("ready in %.0f ms with few, in %.0f ms with many", startsOfFew.last(), startsOfMany.last());
        }
        takes(few, ofFew, diskOfFew, startsOfFew);
        takes(many, ofMany, diskOfMany, startsOfMany);
        String objects = String.format(Locale.ROOT, "%,d objects", many.objects());
        trial.check(
                objects + ": memory is bounded by settings, not by their number",
                ofMany.cached() <= ofMany.cacheLimit()
                        && ofMany.withoutCache() - ofFew.withoutCache() <= MEMORY_GROWTH
                        && ofMany.heap() - ofFew.heap() <= MEMORY_GROWTH / 4,
                ofMany + " against " + ofFew);
        double later = startsOfMany.over(startsOfFew).median();
        trial.check(
                objects + ": a start after kill -9 takes at most 1.5 times as long",
                later <= GOAL_OF_STARTS,
                String.format(Locale.ROOT, "%.2f times", later));
        Optional<String> wrong = many.compare(COMPARED);
        trial.check(
                objects + ": they are there after kill -9, and so are full pages",
                wrong.isEmpty(),
                wrong.orElse(COMPARED + " objects and pages"));
    }

    /** One round on one node. */
    private interface Round {
        Count on(ScaledNode node) throws IOException;
    }

    private void contest(String work, ScaledNode few, ScaledNode many, Round round)
            throws IOException, InterruptedException {
        String objects = String.format(Locale.ROOT, "%,d", many.objects());
        Contest.Side side = new Contest.Side("many", () -> round.on(many), many::cpu);
        Contest.Side yardstick = new Contest.Side("few", () -> round.on(few), few::cpu);
        Contest.Outcome outcome =
                new Contest(trial, work + " at " + objects + " objects", side, yardstick).run(terms.repeats);
        rates.add(
                work,
                objects,
                outcome.node().rate().spread(0),
                outcome.yardstick().rate().spread(0),
                outcome.ratio().spread(2),
                outcome.node().cpuMicros().spread(1),
                outcome.yardstick().cpuMicros().spread(1));
        trial.say(
                "%s: CPU %s µs each, few %s µs",
                work,
                outcome.node().cpuMicros().spread(1),
                outcome.yardstick().cpuMicros().spread(1));
        trial.check(
                work + ": the rate at " + objects + " objects is at least 0.85 of that at the first size",
                outcome.ratio().median() >= GOAL,
                "ratio " + outcome.ratio().spread(2));
    }

    /** With what was just written in the log alone, as a kill finds it. */
    private double startAfterKill(ScaledNode node) throws IOException, InterruptedException {
        Count unused = node.puts(terms.newObjects);
        return node.restart().toNanos() / 1e6;
    }

    private void takes(ScaledNode node, ScaledNode.Memory memory, long disk, Series starts) {
        takes.add(
                String.format(Locale.ROOT, "%,d", node.objects()),
                Long.toString(memory.resident() / MIB),
                memory.cached() / MIB + " of at most " + memory.cacheLimit() / MIB,
                Long.toString(memory.heap() / MIB),
                Long.toString(disk / MIB),
                String.format(Locale.ROOT, "%.1f", (double) disk / (node.objects() * terms.bodyBytes)),
                starts.spread(0));
    }
}
