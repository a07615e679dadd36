package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.UrlPath;
import dev.cistern.node.cli.transfer.Quantities;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cistern job}: work of the node on many objects. */
@Command(
        name = "job",
        description = "Let the node bring, let go of, copy or sync many objects, and look how far it is.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern job prefetch photos --prefix 2026/ --wait",
            "  cistern job evict photos --dry-run",
            "  cistern job ls",
            "  cistern job pause 3"
        })
final class JobCommand implements Runnable {
    static final String PATH = "/v1/jobs";

    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    @Spec
    private CommandSpec spec;

    /** The group with all its commands. */
    static CommandLine with(Terminal terminal) {
        return new CommandLine(new JobCommand())
                .addSubcommand(new JobStart.Prefetch(terminal))
                .addSubcommand(new JobStart.Evict(terminal))
                .addSubcommand(new JobStart.Copy(terminal))
                .addSubcommand(new JobStart.Sync(terminal))
                .addSubcommand(new Ls(terminal))
                .addSubcommand(new Show(terminal))
                .addSubcommand(new Pause(terminal))
                .addSubcommand(new Resume(terminal))
                .addSubcommand(new Cancel(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what to do: prefetch, evict, copy, sync, ls, show, pause, resume or cancel");
    }

    static String path(String id) {
        return PATH + "/" + UrlPath.segment(id);
    }

    /** A job on one line. */
    static String line(Json job) {
        Json order = job.at("order");
        String to = order.at("to").optionalText().map(bucket -> " to " + bucket).orElse("");
        return "job " + job.at("id").text() + ", " + order.at("kind").text() + " of "
                + order.at("bucket").text() + to
                + (order.at("dry_run").isTrue() ? " (dry run)" : "") + ": "
                + job.at("state").text() + ", " + job.at("done").text() + " done ("
                + Quantities.bytes(job.at("bytes").number()) + "), "
                + job.at("skipped").text() + " skipped, " + job.at("failed").text() + " failed"
                + job.at("of").optionalText().map(all -> ", of " + all).orElse("")
                + job.at("waits_for")
                        .optionalText()
                        .map(reason -> "; waits: " + Terminal.printable(reason))
                        .orElse("");
    }

    @Command(
            name = "ls",
            description = "List jobs, those that are over too.",
            footerHeading = "%nExamples:%n",
            footer = {"  cistern job ls", "  cistern job ls --json"})
    static final class Ls extends ClientCommand {
        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Ls(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Json jobs = node.get(PATH);
            if (json) {
                terminal().out().println(jobs.pretty());
                return ExitCode.OK;
            }
            Table table = new Table("ID", "KIND", "BUCKET", "STATE", "DONE", "SKIPPED", "FAILED", "BYTES");
            for (Json job : jobs.elements()) {
                table.row(
                        job.at("id").text(),
                        job.at("order").at("kind").text(),
                        job.at("order").at("bucket").text(),
                        job.at("state").text(),
                        job.at("done").text(),
                        job.at("skipped").text(),
                        job.at("failed").text(),
                        Quantities.bytes(job.at("bytes").number()));
            }
            table.print(terminal().out());
            return ExitCode.OK;
        }
    }

    @Command(
            name = "show",
            description = "Show a job, and what went wrong with the last objects of it that failed.",
            footerHeading = "%nExamples:%n",
            footer = {"  cistern job show 3", "  cistern job show 3 --json"})
    static final class Show extends ClientCommand {
        @Parameters(paramLabel = "ID", description = "The job.")
        private String id = "";

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Show(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Json job = node.get(path(id));
            if (json) {
                terminal().out().println(job.pretty());
                return ExitCode.OK;
            }
            terminal().out().println(line(job));
            List<Json> troubles =
                    job.at("troubles").isArray() ? job.at("troubles").elements() : List.of();
            troubles.forEach(trouble -> terminal().out().println("  " + Terminal.printable(trouble.text())));
            return ExitCode.OK;
        }
    }

    /** Tells jobs something. */
    abstract static class Tell extends ClientCommand {
        private final String action;

        @Parameters(arity = "1..*", paramLabel = "ID", description = "The jobs.")
        private List<String> ids = List.of();

        Tell(Terminal terminal, String action) {
            super(terminal);
            this.action = action;
        }

        @Override
        final int run(NodeClient node) {
            for (String id : ids) {
                Json job = node.call("POST", path(id), Json.of(Map.of("action", Json.of(action))));
                terminal().err().println(line(job));
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "pause",
            description = "Have jobs begin nothing more until they are resumed.",
            footerHeading = "%nExamples:%n",
            footer = "  cistern job pause 3")
    static final class Pause extends Tell {
        Pause(Terminal terminal) {
            super(terminal, "pause");
        }
    }

    @Command(
            name = "resume",
            description = "Have jobs that are paused go on.",
            footerHeading = "%nExamples:%n",
            footer = "  cistern job resume 3")
    static final class Resume extends Tell {
        Resume(Terminal terminal) {
            super(terminal, "resume");
        }
    }

    @Command(
            name = "cancel",
            description = "End jobs. What they have done stays.",
            footerHeading = "%nExamples:%n",
            footer = "  cistern job cancel 3")
    static final class Cancel extends Tell {
        Cancel(Terminal terminal) {
            super(terminal, "cancel");
        }
    }
}
