package dev.cistern.node.cli;

import dev.cistern.node.cli.transfer.Crew;
import dev.cistern.node.cli.transfer.ProgressBar;
import dev.cistern.node.cli.transfer.Tally;
import picocli.CommandLine.Option;

/** How many files go at once, and the run of them with its progress and its end. */
final class TransferOptions {
    private static final int MAX_JOBS = 256;

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "How many at once: 1 to 256, default 16.")
    private int jobs = 16;

    /** Hands tasks to a crew. */
    interface Feeder {
        void feed(Crew crew, Tally tally, ProgressBar bar);
    }

    /**
     * Runs to the end of all tasks and prints the summary, even where the feeder fails.
     *
     * @param verb what is done, for the summary
     * @return the exit code
     */
    int run(String verb, Terminal terminal, Feeder feeder) {
        Tally tally = new Tally();
        ProgressBar bar = new ProgressBar(tally, terminal.err(), terminal.draws(), System::nanoTime);
        try (Crew crew = new Crew(Math.max(1, Math.min(jobs, MAX_JOBS)), bar::failed)) {
            bar.start();
            feeder.feed(crew, tally, bar);
            crew.await();
        } finally {
            bar.finish(verb);
        }
        return tally.count().failed() == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Measures the whole work beside the run, where there is a line to show it on. Nothing waits for it. */
    static void foresee(Terminal terminal, Runnable measuring) {
        if (terminal.draws()) {
            Thread thread = new Thread(measuring, "foresight");
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((t, e) -> {
                // The run meets the same trouble and says so; the line then shows no total.
            });
            thread.start();
        }
    }
}
