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
            "Runs every other command of the group with its defaults, and writes what was seen into docs/benchmarks.md, a"
                    + " section each. Half an hour."
        })
final class AllCommand extends TrialCommand {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec self;

    @Option(names = "--only", paramLabel = "NAME", split = ",", description = "These alone.")
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
                int findings = trial.findings().size();
                int tables = trial.shown().size();
                trial.beginPart(name);
                trial.say("%s", name);
                part.runWithin(trial);
                trial.closeKept();
                String section = section(
                        trial,
                        name,
                        trial.findings().subList(findings, trial.findings().size()),
                        trial.shown().subList(tables, trial.shown().size()));
                Path page = RepositoryRoot.path().resolve("docs/benchmarks.md");
                new BenchmarkPage(page).write("Connections, " + name + ": `./dev bench net " + name + "`", section);
            }
        }
        trial.beginPart("");
    }

    private static String section(Trial trial, String name, List<Finding> findings, List<Table> tables)
            throws IOException, InterruptedException {
        Table facts = new Table("", "fact", "seen");
        for (Finding finding : findings) {
            String fact = finding.fact().substring(name.length() + 2);
            facts.add(finding.outcome().toString(), fact, finding.seen().replace("|", "\\|"));
        }
        StringBuilder text =
                new StringBuilder("Written by `./dev bench net all --only " + name + " --seed " + trial.seed() + "`. ");
        text.append("What is counted is counted by the server at the other end, a process of its own.\n\n");
        text.append(
                Surroundings.describe(trial.folder(), ProcessHandle.current().pid()));
        text.append('\n').append(facts.markdown());
        tables.forEach(table -> text.append('\n').append(table.markdown()));
        return text.toString();
    }
}
