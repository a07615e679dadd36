package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.transfer.Quantities;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cistern backend}: what buckets' objects come from. */
@Command(
        name = "backend",
        description = "Look at what buckets' objects come from: whether it works, and what was not brought there yet.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  cistern backend ls", "  cistern backend check archive"})
final class BackendCommand implements Runnable {
    private static final String PATH = "/v1/backends";

    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    @Spec
    private CommandSpec spec;

    /** The group with all its commands. */
    static CommandLine with(Terminal terminal) {
        return new CommandLine(new BackendCommand())
                .addSubcommand(new Check(terminal))
                .addSubcommand(new Ls(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: check or ls");
    }

    @Command(
            name = "ls",
            description = "List the buckets that have a backend, and what of their writes is not there yet.",
            footerHeading = "%nExamples:%n",
            footer = {"  cistern backend ls", "  cistern backend ls --json"})
    static final class Ls extends ClientCommand {
        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Ls(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Json buckets = node.get(PATH);
            if (json) {
                terminal().out().println(buckets.pretty());
                return ExitCode.OK;
            }
            Table table = new Table(
                    "BUCKET", "BACKEND", "WRITES", "WAITING", "BYTES", "OLDEST", "KEPT", "AT MOST", "TROUBLE");
            for (Json bucket : buckets.elements()) {
                table.row(
                        bucket.at("bucket").text(),
                        Terminal.printable(bucket.at("backend").text()),
                        bucket.at("writes").text(),
                        bucket.at("waiting").text(),
                        Quantities.bytes(bucket.at("waiting_bytes").number()),
                        bucket.at("oldest_seconds").text() + " s",
                        size(bucket.at("kept_bytes")),
                        size(bucket.at("keep_at_most_bytes")),
                        bucket.at("trouble")
                                .optionalText()
                                .map(Terminal::printable)
                                .orElse(""));
            }
            table.print(terminal().out());
            return ExitCode.OK;
        }

        private static String size(Json bytes) {
            return bytes.optionalText()
                    .map(known -> Quantities.bytes(Long.parseLong(known)))
                    .orElse("-");
        }
    }

    @Command(
            name = "check",
            description =
                    "Look step by step, from the node, whether a backend works: name, connection, TLS, credentials, list,"
                            + " read, write, conditions. Writes one small object and removes it.",
            sortOptions = false,
            footerHeading = "%nExamples:%n",
            footer = {
                "  cistern backend check archive                   the backend of a bucket",
                "  cistern backend check 's3://photos-eu/2026/?region=eu-central-1'",
                "  cistern backend check --read-only az://account/container"
            })
    static final class Check extends ClientCommand {
        @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
        @Parameters(paramLabel = "BUCKET|URL", description = "A bucket that has a backend, or the URL of one.")
        private String which;

        @Option(names = "--read-only", description = "Write nothing.")
        private boolean readOnly;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Check(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Map<String, Json> command = new LinkedHashMap<>();
            command.put("action", Json.of("check"));
            command.put(which.contains("://") ? "url" : "bucket", Json.of(which));
            command.put("write", Json.of(!readOnly));
            Json found = node.call("POST", PATH, Json.of(command));
            if (json) {
                terminal().out().println(found.pretty());
            } else {
                print(found);
            }
            return found.at("works").text().equals("true") ? ExitCode.OK : ExitCode.FAILED;
        }

        private void print(Json found) {
            terminal().out().println(Terminal.printable(found.at("backend").text()));
            Table table = new Table("  STEP", "", "TOOK", "WHAT WAS FOUND");
            for (Json step : found.at("steps").elements()) {
                table.row(
                        "  " + step.at("step").text(),
                        step.at("outcome").text(),
                        step.at("ms").optionalText().map(ms -> ms + " ms").orElse(""),
                        Terminal.printable(step.at("detail").text()));
            }
            table.print(terminal().out());
            terminal()
                    .out()
                    .println(found.at("works").text().equals("true") ? "it works" : "it does not work as it should");
        }
    }
}
