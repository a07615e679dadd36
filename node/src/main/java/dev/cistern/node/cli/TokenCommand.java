package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.UrlPath;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cistern user token}: makes, lists and revokes tokens. */
@Command(
        name = "token",
        description =
                "Make, list and revoke tokens: what a client sends, as 'Authorization: Bearer TOKEN', that cannot sign its"
                        + " requests. The native API and the administration take them; S3 does not.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern user token add ann",
            "  cistern user token add root --for metrics --expires never --note prometheus > token",
            "  cistern user token ls ann",
            "  cistern user token rm ann 3f2a9c0d1e4b"
        })
final class TokenCommand implements Runnable {
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    @Spec
    private CommandSpec spec;

    /** The group with all its commands. */
    static CommandLine with(Terminal terminal) {
        return new CommandLine(new TokenCommand())
                .addSubcommand(new Add(terminal))
                .addSubcommand(new Ls(terminal))
                .addSubcommand(new Rm(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: add, ls or rm");
    }

    private static String path(String user) {
        return "/v1/users/" + UrlPath.segment(user) + "/tokens";
    }

    @Command(
            name = "add",
            description = "Make a token for a user, and print it. It is not shown again.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  export CISTERN_TOKEN=$(cistern user token add ann)",
                "  cistern user token add ann --expires 12h --note 'nightly job'",
                "  cistern user token add root --for metrics --expires never > token    for Prometheus"
            })
    static final class Add extends ClientCommand {
        /** What a token may be used for. */
        enum Use {
            everything,
            metrics
        }

        @Parameters(paramLabel = "NAME", description = "The user, whose leave the token has.")
        private String user = "";

        @Option(
                names = "--expires",
                paramLabel = "TIME",
                defaultValue = "90d",
                description = "How long it is good for, such as 12h, 90d, or never. Default: ${DEFAULT-VALUE}.")
        private String expires = "";

        @Option(
                names = "--for",
                paramLabel = "everything|metrics",
                defaultValue = "everything",
                description = "What it is good for: all that the user may do, or to read the metrics and nothing else."
                        + " Default: ${DEFAULT-VALUE}.")
        private Use use = Use.everything;

        @Option(names = "--note", paramLabel = "TEXT", description = "What to remember it by.")
        private String note = "";

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Add(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Map<String, Json> wanted = new LinkedHashMap<>();
            wanted.put("use", Json.of(use.name()));
            wanted.put("note", Json.of(note));
            lifetime().ifPresent(time -> wanted.put("expires_seconds", Json.of(time.toSeconds())));
            Json made = node.call("POST", path(user), Json.of(wanted));
            if (json) {
                terminal().out().println(made.pretty());
                return ExitCode.OK;
            }
            terminal().out().println(made.at("token").text());
            terminal()
                    .err()
                    .println("token " + made.at("id").text() + " of " + Terminal.printable(user) + ", good for "
                            + made.at("use").text() + ", "
                            + made.at("expires")
                                    .optionalText()
                                    .map(end -> "until " + end)
                                    .orElse("for ever")
                            + "; it is not shown again");
            return ExitCode.OK;
        }

        private Optional<Duration> lifetime() {
            if (expires.toLowerCase(Locale.ROOT).equals("never")) {
                return Optional.empty();
            }
            Duration lifetime = Ages.parse(expires)
                    .filter(time -> time.toSeconds() > 0)
                    .orElseThrow(() -> usage("--expires '" + expires + "' is no time; write 15m, 12h, 90d or never"));
            return Optional.of(lifetime);
        }
    }

    @Command(
            name = "ls",
            description = "List the tokens of a user, without their secrets.",
            footerHeading = "%nExamples:%n",
            footer = "  cistern user token ls ann")
    static final class Ls extends ClientCommand {
        @Parameters(paramLabel = "NAME", description = "The user.")
        private String user = "";

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Ls(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Json tokens = node.get(path(user));
            if (json) {
                terminal().out().println(tokens.pretty());
                return ExitCode.OK;
            }
            Table table = new Table("TOKEN", "FOR", "CREATED", "EXPIRES", "NOTE");
            for (Json token : tokens.elements()) {
                table.row(
                        token.at("id").text(),
                        token.at("use").text(),
                        token.at("created").text(),
                        token.at("expires").optionalText().orElse("never"),
                        token.at("note").text());
            }
            table.print(terminal().out());
            return ExitCode.OK;
        }
    }

    @Command(
            name = "rm",
            description = "Revoke tokens of a user, which are refused from then on.",
            footerHeading = "%nExamples:%n",
            footer = "  cistern user token rm ann 3f2a9c0d1e4b")
    static final class Rm extends ClientCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = "The user.")
        private String user = "";

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "TOKEN", description = "Their ids.")
        private List<String> ids = List.of();

        Rm(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            for (String id : ids) {
                Json unused = node.call("DELETE", path(user) + "/" + UrlPath.segment(id), Json.of(Map.of()));
                terminal().err().println("revoked " + Terminal.printable(id));
            }
            return ExitCode.OK;
        }
    }
}
