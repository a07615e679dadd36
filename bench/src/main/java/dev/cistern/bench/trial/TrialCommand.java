package dev.cistern.bench.trial;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that runs one {@link Trial}: exit code 0 when every fact holds, 1 otherwise. */
public abstract class TrialCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--seed", paramLabel = "N", description = "Makes chance repeatable; printed when not given.")
    private @Nullable Long seed;

    @Option(
            names = "--scratch",
            paramLabel = "DIR",
            defaultValue = "${java.io.tmpdir}",
            description = "Where data of the run goes; removed afterwards. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    private Path scratch;

    /** Does the work; what is found goes into the trial. */
    protected abstract void run(Trial trial) throws Exception;

    /** Does the work as a part of another trial. */
    public final void runWithin(Trial whole) {
        try {
            run(whole);
        } catch (Exception | AssertionError e) {
            whole.check("the run reaches its end", false, describe(e));
        }
    }

    @Override
    public final Integer call() {
        long chosen = seed != null ? seed : ThreadLocalRandom.current().nextLong(1, 1_000_000);
        try (Trial trial =
                new Trial(spec.name(), chosen, scratch, spec.commandLine().getOut())) {
            Thread cleaner = new Thread(trial::close, "clean-up");
            Runtime.getRuntime().addShutdownHook(cleaner);
            trial.say("%s with --seed %d, scratch data in %s", spec.name(), chosen, trial.folder());
            runWithin(trial);
            return trial.conclude() ? 0 : 1;
        }
    }

    private static String describe(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        return e + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
