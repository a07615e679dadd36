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

/** A lowered cap closes what is idle over it, and nothing else. */
@Command(
        name = "lower",
        mixinStandardHelpOptions = true,
        description = {
            "A lowered cap: 10,000 connections idle and 20 busy, cap of idle ones to 100; the surplus must be closed within"
                    + " 1 s, and none of the busy ones. 20 s."
        })
final class LowerCommand extends TrialCommand {
    private static final int ACTIVE = 20;
    private static final int CAP = 100;
    private static final double LIMIT_SECONDS = 1;
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
        Knobs knobs = IdleCrowd.room(connections);
        try (NearEnd near = NearEnd.start(trial, knobs)) {
            Seen start = crowd.far().seen();
            crowd.gather(near, connections + ACTIVE);
            Answers active = new Answers();
            crowd.hold(near, ACTIVE, active);
            Seen before = crowd.far().seen();
            long changedAt = System.nanoTime();
            int closing = near.apply(knobs.with("idle_conns=" + CAP)).idleClosing();
            boolean enough = crowd.far().await(seen -> seen.open() <= CAP + ACTIVE, PATIENCE_SECONDS);
            Seen after = crowd.far().seen();
            List<Life> closed = crowd.far().lives();
            double seconds = (closed.get(closed.size() - 1).closedAt() - changedAt) / 1e9;
            int surplus = connections - CAP;
            long reclaimed = before.open() - after.open();
            trial.check(
                    "the surplus is closed within 1 s, and no more than the surplus",
                    enough && reclaimed == surplus && closing == surplus && seconds <= LIMIT_SECONDS,
                    String.format(
                            Locale.ROOT,
                            "%d closed of %d in %.2f s, half of them in %.2f s; the change said %d",
                            reclaimed,
                            surplus,
                            seconds,
                            (closed.get(closed.size() / 2).closedAt() - changedAt) / 1e9,
                            closing));
            crowd.far().behave(Manners.good());
            active.checkAllGood(trial, "the " + ACTIVE + " busy ones finish");
            Seen end = crowd.far().seen();
            trial.check("none of them was touched", end.brokenOff() == 0, end.brokenOff() + " broken off");
            near.compare(trial, start, end);
        }
    }
}
