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
    private final Series nodeRate = new Series();
    private final Series yardstickRate = new Series();
    private final Series nodeCpu = new Series();
    private final Series yardstickCpu = new Series();

    /** @param work what both do, for people */
    public Contest(Trial trial, String work, Side node, Side yardstick) {
        this.trial = trial;
        this.work = work;
        this.node = node;
        this.yardstick = yardstick;
    }

    /** Measures both in turn, after one round that does not count. */
    public Outcome run(int repeats) throws IOException, InterruptedException {
        measure(yardstick, new Series(), new Series());
        measure(node, new Series(), new Series());
        for (int i = 1; i <= repeats; i++) {
            measure(yardstick, yardstickRate, yardstickCpu);
            measure(node, nodeRate, nodeCpu);
            trial.say(
                    "%s, %d/%d: %.0f/s, %s %.0f/s",
                    work, i, repeats, nodeRate.last(), yardstick.name(), yardstickRate.last());
        }
        return new Outcome(work, yardstick.name(), nodeRate, yardstickRate, new Costs(nodeCpu, yardstickCpu));
    }

    private static void measure(Side side, Series rates, Series costs) throws IOException, InterruptedException {
        Duration before = side.meter().cpu();
        Count count = side.work().run();
        double micros = side.meter().cpu().minus(before).toNanos() / 1e3;
        rates.add(count.perSecond());
        costs.add(micros / Math.max(1, count.operations()));
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

    /** Processor time per operation, in µs. */
    public record Costs(Series node, Series yardstick) {}

    /** What came of it. */
    public record Outcome(String work, String yardstick, Series nodeRate, Series yardstickRate, Costs microsEach) {
        /** The node's rate over the yardstick's, of each pair. */
        public Series ratio() {
            return nodeRate.over(yardstickRate);
        }
    }
}
