package dev.cistern.bench.net;

import dev.cistern.bench.node.RepositoryRoot;
import dev.cistern.bench.speed.BenchmarkPage;
import dev.cistern.bench.speed.Surroundings;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.Trial.Finding;
import dev.cistern.bench.trial.TrialCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Every trial of the group, one after the other. */
@Command(
        name = "all",
        mixinStandardHelpOptions = true,
        description = {
            "Runs every other command of the group with its defaults, and writes what was seen into docs/benchmarks.md."
                    + " Three quarters of an hour."
        })
final class AllCommand extends TrialCommand {
    private static final String HEADING = "Connections: `./dev bench net all`";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec self;

    @Option(names = "--only", paramLabel = "NAME", split = ",", description = "These alone; nothing is written then.")
    private @Nullable List<String> only;

    @Override
    protected void run(Trial trial) throws Exception {
        CommandLine group = self.commandLine().getParent();
        for (CommandLine each : group.getSubcommands().values()) {
            String name = each.getCommandName();
            if (each.getCommand() instanceof TrialCommand part
                    && part != this
                    && (only == null || only.contains(name))) {
                // Gives its options their defaults.
                each.parseArgs();
                trial.beginPart(name);
                trial.say("%s", name);
                part.runWithin(trial);
                trial.closeKept();
            }
        }
        trial.beginPart("");
        if (only == null) {
            Path page = RepositoryRoot.path().resolve("docs/benchmarks.md");
            new BenchmarkPage(page).write(HEADING, section(trial));
            trial.say("wrote %s", page);
        }
    }

    private static String section(Trial trial) throws IOException, InterruptedException {
        Table facts = new Table("", "trial and fact", "seen");
        for (Finding finding : trial.findings()) {
            facts.add(
                    finding.outcome().toString(), finding.fact(), finding.seen().replace("|", "\\|"));
        }
        StringBuilder text = new StringBuilder("Written by `./dev bench net all --seed " + trial.seed() + "`. ");
        text.append("What is counted is counted by the server at the other end, a process of its own.\n\n");
        text.append(
                Surroundings.describe(trial.folder(), ProcessHandle.current().pid()));
        text.append('\n').append(facts.markdown());
        trial.shown().forEach(table -> text.append('\n').append(table.markdown()));
        return text.toString();
    }
}
