package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cistern master-key}: lists and adds the keys that the node encrypts objects with. */
@Command(
        name = "master-key",
        description =
                "List the keys that the node encrypts objects with, and make another for what is written from then on.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  cistern master-key ls", "  cistern master-key add"})
final class MasterKeyCommand implements Runnable {
    private static final String PATH = "/v1/master-keys";

    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    @Spec
    private CommandSpec spec;

    /** The group with all its commands. */
    static CommandLine with(Terminal terminal) {
        return new CommandLine(new MasterKeyCommand())
                .addSubcommand(new Ls(terminal))
                .addSubcommand(new Add(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: ls or add");
    }

    @Command(
            name = "ls",
            description = "List the keys by their ids, the newest last. Keys themselves are never shown.",
            footerHeading = "%nExamples:%n",
            footer = {"  cistern master-key ls", "  cistern master-key ls --json"})
    static final class Ls extends ClientCommand {
        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Ls(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Json keys = node.get(PATH);
            if (json) {
                terminal().out().println(keys.pretty());
                return ExitCode.OK;
            }
            Table table = new Table("KEY", "MADE");
            for (Json key : keys.elements()) {
                table.row(key.at("id").text(), key.at("made").text());
            }
            table.print(terminal().out());
            return ExitCode.OK;
        }
    }

    @Command(
            name = "add",
            description =
                    "Make another key for what is written from now on. The others stay, for what was written before.",
            footerHeading = "%nExamples:%n",
            footer = "  cistern master-key add")
    static final class Add extends ClientCommand {
        Add(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Json made = node.call("POST", PATH, Json.of(Map.of()));
            terminal().out().println(made.at("id").text());
            terminal().err().println("back up the file of the master keys now, apart from the data");
            return ExitCode.OK;
        }
    }
}
