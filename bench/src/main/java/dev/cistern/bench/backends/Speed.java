package dev.cistern.bench.backends;

import dev.cistern.bench.node.ProcessFigures;
import dev.cistern.bench.speed.Count;
import dev.cistern.bench.speed.Series;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * An upstream read and written directly, and through a node in front of it, in turn: direct, cold, warm, direct, cold, warm, so
 * that all meet the same machine.
 */
final class Speed {
    private static final int MIB = 1 << 20;
    private static final double MICROS = 1e3;

    private final Trial trial;
    private final Front front;
    private final Way way;
    private final int rounds;
    private final Table gets = new Table(
            "upstream",
            "object",
            "direct MiB/s",
            "cold MiB/s",
            "cold / direct",
            "warm MiB/s",
            "warm / cold",
            "CPU ms/MiB");
    private final Table puts = new Table("upstream", "object", "direct MiB/s", "through MiB/s", "through / direct");

    /**
     * How an upstream is reached, directly and by the node alike.
     *
     * @param title of upstream and way, for people
     * @param reads requests that it was asked so far
     * @param goals whether the ratios must be reached
     */
    record Way(String title, InetSocketAddress address, LongSupplier reads, boolean goals) {
        String backend() {
            return S3Upstream.backend(address);
        }

        Load.Place direct() {
            return new Load.Place(address, S3Upstream::target);
        }
    }

    Speed(Trial trial, Front front, Way way, int rounds) {
        this.trial = trial;
        this.front = front;
        this.way = way;
        this.rounds = rounds;
    }

    /** GETs of one size. What is cold is a bucket that was just made. */
    void gets(Load load, double goal) throws IOException, InterruptedException {
        String title = way.title + ", " + size(load.lengthBytes());
        Count unused = load.write(way.direct());
        int wrong = load.compare(way.direct());
        String first = front.coldBucket(way.backend());
        wrong += load.compare(here(first));
        wrong += load.compare(here(first));
        front.destroy(first);
        trial.check(title + ": the same bytes directly, cold and warm", wrong == 0, wrong + " wrong");
        Series direct = new Series();
        Series cold = new Series();
        Series warm = new Series();
        Series cpu = new Series();
        long warmReads = 0;
        long coldReads = 0;
        for (int i = 1; i <= rounds; i++) {
            direct.add(mib(load, load.read(way.direct())));
            String bucket = front.coldBucket(way.backend());
            long before = way.reads.getAsLong();
            Duration used = cpu();
            cold.add(mib(load, load.read(here(bucket))));
            cpu.add(cpu().minus(used).toNanos() / MICROS / MICROS * MIB / load.lengthBytes() / load.objects());
            long between = way.reads.getAsLong();
            warm.add(mib(load, load.read(here(bucket))));
            warmReads += way.reads.getAsLong() - between;
            coldReads += between - before;
            front.destroy(bucket);
            trial.say(
                    "%s, %d/%d: %.0f MiB/s directly, %.0f cold, %.0f warm",
                    title, i, rounds, direct.last(), cold.last(), warm.last());
        }
        Series ratio = cold.over(direct);
        gets.add(
                way.title,
                size(load.lengthBytes()),
                direct.spread(0),
                cold.spread(0),
                ratio.spread(2),
                warm.spread(0),
                warm.over(cold).spread(1),
                String.format(Locale.ROOT, "%.2f", cpu.median()));
        trial.check(
                title + ": each object is read upstream once when cold, and never when warm",
                coldReads == (long) rounds * load.objects() && warmReads == 0,
                coldReads + " reads of " + (long) rounds * load.objects() + " objects, then " + warmReads);
        if (way.goals && goal > 0) {
            trial.check(title + ": cold at least " + goal + " of direct", ratio.median() >= goal, ratio.spread(2));
        }
    }

    /** PUTs of one size, acknowledged when the upstream has them. */
    void puts(Load load, double goal) throws IOException, InterruptedException {
        String title = way.title + ", PUT of " + size(load.lengthBytes());
        String bucket = front.coldBucket(way.backend());
        Load other = new Load(load.seed() + 1, load.lengthBytes(), load.objects(), load.workers());
        Count unused = other.write(way.direct());
        unused = load.write(here(bucket));
        int wrong = load.compare(way.direct());
        trial.check(title + ": the upstream has the bytes when it is acknowledged", wrong == 0, wrong + " wrong");
        Series direct = new Series();
        Series through = new Series();
        for (int i = 1; i <= rounds; i++) {
            direct.add(mib(load, other.write(way.direct())));
            through.add(mib(load, load.write(here(bucket))));
            trial.say("%s, %d/%d: %.0f MiB/s directly, %.0f through", title, i, rounds, direct.last(), through.last());
        }
        front.destroy(bucket);
        Series ratio = through.over(direct);
        puts.add(way.title, size(load.lengthBytes()), direct.spread(0), through.spread(0), ratio.spread(2));
        if (way.goals) {
            trial.check(title + ": through at least " + goal + " of direct", ratio.median() >= goal, ratio.spread(2));
        }
    }

    private Load.Place here(String bucket) {
        return new Load.Place(front.address(), key -> Front.target(bucket, key));
    }

    private Duration cpu() throws IOException {
        return ProcessFigures.cpu(front.node().pid());
    }

    private static double mib(Load load, Count count) {
        return count.perSecond() * load.lengthBytes() / MIB;
    }

    static String size(long bytes) {
        return bytes >= 1 << 30
                ? bytes / (1 << 30) + " GiB"
                : bytes >= MIB ? bytes / MIB + " MiB" : bytes / 1024 + " KiB";
    }

    List<Table> tables() {
        return List.of(gets, puts);
    }
}
