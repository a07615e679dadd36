package dev.cistern.bench.net;

import dev.cistern.bench.farend.Life;
import dev.cistern.bench.farend.Manners;
import dev.cistern.bench.farend.Seen;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A lowered idle time reaches the connections that are there. */
@Command(
        name = "idle-time",
        mixinStandardHelpOptions = true,
        description = {
            "A lowered idle time: 10,000 connections idle at 60 s, then 5 s; all that were idle for longer must be gone"
                    + " within one sweep of 250 ms, plus the time it takes to close them; the younger ones live to be 5 s"
                    + " old. 40 s."
        })
final class IdleTimeCommand extends TrialCommand {
    private static final double IDLE_SECONDS = 5;
    private static final double SWEEP_SECONDS = 0.25;
    private static final double SLACK_SECONDS = 0.25;
    private static final int YOUNG = 500;
    private static final int PATIENCE_SECONDS = 20;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Idle ones to begin with. Default: ${DEFAULT-VALUE}")
    private int connections;

    @Override
    protected void run(Trial trial) throws Exception {
        IdleCrowd crowd = IdleCrowd.at(trial);
        double closingBefore = closingSeconds(trial, crowd);
        Knobs knobs = IdleCrowd.room(connections);
        int closedBefore = crowd.far().lives().size();
        try (NearEnd near = NearEnd.start(trial, knobs)) {
            Seen start = crowd.far().seen();
            crowd.gather(near, connections);
            Thread.sleep((long) (1000 * (IDLE_SECONDS + SLACK_SECONDS)));
            Answers young = new Answers();
            crowd.hold(near, YOUNG, young);
            crowd.far().behave(Manners.good());
            young.checkAllGood(trial, YOUNG + " of them are used once more");
            long changedAt = System.nanoTime();
            near.apply(knobs.with("idle_conn_time=5s"));
            boolean gone = crowd.far().await(seen -> seen.open() <= YOUNG, PATIENCE_SECONDS);
            List<Life> closed = crowd.far().lives();
            int old = closed.size() - closedBefore;
            double seconds = (closed.get(closed.size() - 1).closedAt() - changedAt) / 1e9;
            checkYoung(trial, crowd);
            near.compare(trial, start, crowd.far().seen());
            double closing = Math.max(closingBefore, closingSeconds(trial, crowd));
            trial.check(
                    "all that were idle for longer are gone within a sweep and the closing of them",
                    gone && old == connections - YOUNG && seconds <= SWEEP_SECONDS + closing,
                    String.format(
                            Locale.ROOT,
                            "%d of %d in %.2f s; at most 0.25 s and the %.2f s that a shutdown takes to close as many",
                            old,
                            connections - YOUNG,
                            seconds,
                            closing));
        }
    }

    /** What it takes to close as many: a shutdown does nothing else. The slower of one before and one after counts. */
    private double closingSeconds(Trial trial, IdleCrowd crowd) throws Exception {
        long closingAt;
        try (NearEnd near = NearEnd.start(trial, IdleCrowd.room(connections))) {
            crowd.gather(near, connections - YOUNG);
            closingAt = System.nanoTime();
        }
        if (!crowd.far().await(seen -> seen.open() == 0, PATIENCE_SECONDS)) {
            throw new IllegalStateException(
                    "a shutdown left " + crowd.far().seen().open() + " open");
        }
        List<Life> closed = crowd.far().lives();
        return (closed.get(closed.size() - 1).closedAt() - closingAt) / 1e9;
    }

    private static void checkYoung(Trial trial, IdleCrowd crowd) throws Exception {
        int before = crowd.far().lives().size();
        boolean gone = crowd.far().await(seen -> seen.open() == 0, PATIENCE_SECONDS);
        List<Life> young = crowd.far().lives();
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (Life life : young.subList(before, young.size())) {
            least = Math.min(least, life.idleSeconds());
            most = Math.max(most, life.idleSeconds());
        }
        trial.check(
                "the younger ones are closed when they are 5 s old, at most a sweep later",
                gone
                        && young.size() - before == YOUNG
                        && least >= IDLE_SECONDS - 0.01
                        && most <= IDLE_SECONDS + SWEEP_SECONDS + SLACK_SECONDS,
                String.format(Locale.ROOT, "%d closed at %.2f to %.2f s", young.size() - before, least, most));
    }
}
