package dev.cistern.bench.speed;

import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.time.Duration;

/** The node and a yardstick doing the same work in turn, A B A B, so that both meet the same machine. */
public final class Contest {
    private final Trial trial;
    private final String work;
    private final Side node;
    private final Side yardstick;
    private final Rounds ofNode = new Rounds();
    private final Rounds ofYardstick = new Rounds();

    /** @param work what both do, for people */
    public Contest(Trial trial, String work, Side node, Side yardstick) {
        this.trial = trial;
        this.work = work;
        this.node = node;
        this.yardstick = yardstick;
    }

    /** Measures both in turn, after one round that does not count. */
    public Outcome run(int repeats) throws IOException, InterruptedException {
        measure(yardstick, new Rounds());
        measure(node, new Rounds());
        for (int i = 1; i <= repeats; i++) {
            measure(yardstick, ofYardstick);
            measure(node, ofNode);
            trial.say(
                    "%s, %d/%d: %.0f/s, %s %.0f/s",
                    work, i, repeats, ofNode.rate.last(), yardstick.name(), ofYardstick.rate.last());
        }
        return new Outcome(work, yardstick.name(), ofNode, ofYardstick);
    }

    private static void measure(Side side, Rounds into) throws IOException, InterruptedException {
        Duration before = side.meter().cpu();
        Count count = side.work().run();
        double micros = side.meter().cpu().minus(before).toNanos() / 1e3;
        into.rate.add(count.perSecond());
        into.cpuMicros.add(micros / Math.max(1, count.operations()));
        into.p99Micros.add(count.p99Micros());
    }

    /** One who works, and what shows its processor time. */
    public record Side(String name, Work work, Meter meter) {}

    /** A fixed time of work. */
    public interface Work {
        Count run() throws IOException, InterruptedException;
    }

    /** Processor time used so far. */
    public interface Meter {
        Duration cpu() throws IOException;
    }

    /**
     * What one of them did, round by round.
     *
     * @param rate operations a second
     * @param cpuMicros processor time of each operation
     * @param p99Micros all but one in a hundred operations took no longer; NaN where each was not timed
     */
    public record Rounds(Series rate, Series cpuMicros, Series p99Micros) {
        Rounds() {
            this(new Series(), new Series(), new Series());
        }
    }

    /** What came of it. */
    public record Outcome(String work, String yardstickName, Rounds node, Rounds yardstick) {
        /** The node's rate over the yardstick's, of each pair. */
        public Series ratio() {
            return node.rate.over(yardstick.rate);
        }
    }
}
