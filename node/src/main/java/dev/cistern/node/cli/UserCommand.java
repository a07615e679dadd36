package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.UrlPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cistern user}: makes, lists and removes users of S3. */
@Command(
        name = "user",
        description = "Make, list and remove users: who has keys for S3. With the first user, S3 asks for keys.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  cistern user add ann", "  cistern user ls", "  cistern user rm ann"})
final class UserCommand implements Runnable {
    private static final String PATH = "/v1/users";
    private static final String SECRET_VARIABLE = "CISTERN_SECRET_KEY";

    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    @Spec
    private CommandSpec spec;

    /** The group with all its commands. */
    static CommandLine with(Terminal terminal) {
        return new CommandLine(new UserCommand())
                .addSubcommand(new Add(terminal))
                .addSubcommand(new Ls(terminal))
                .addSubcommand(new Rm(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: add, ls or rm");
    }

    @Command(
            name = "add",
            description = "Make a user, and print the keys. The secret key is not shown again.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  cistern user add ann",
                "  cistern user add ann --json",
                "  " + SECRET_VARIABLE + "=... cistern user add ann --access-key ANNS-KEY    with keys of your own"
            })
    static final class Add extends ClientCommand {
        @Parameters(paramLabel = "NAME", description = "1 to 64 of letters, digits, '.', '_', '@' and '-'.")
        private String name = "";

        @Option(
                names = "--access-key",
                paramLabel = "KEY",
                description =
                        "Use this access key, and the secret key in $" + SECRET_VARIABLE + ", instead of new ones.")
        private String accessKey = "";

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Add(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Map<String, Json> user = new LinkedHashMap<>();
            user.put("name", Json.of(name));
            if (!accessKey.isEmpty()) {
                String secret = terminal().environment().getOrDefault(SECRET_VARIABLE, "");
                if (secret.isEmpty()) {
                    throw usage("--access-key goes with a secret key in $" + SECRET_VARIABLE);
                }
                user.put("access_key", Json.of(accessKey));
                user.put("secret_key", Json.of(secret));
            }
            Json made = node.call("POST", PATH, Json.of(user));
            if (json) {
                terminal().out().println(made.pretty());
                return ExitCode.OK;
            }
            Table table = new Table("USER", made.at("name").text());
            table.row("access key", made.at("access_key").text());
            table.row("secret key", made.at("secret_key").text());
            table.print(terminal().out());
            terminal().err().println("the secret key is not shown again");
            return ExitCode.OK;
        }
    }

    @Command(
            name = "ls",
            description = "List the users, without their secrets.",
            footerHeading = "%nExamples:%n",
            footer = {"  cistern user ls", "  cistern user ls --json"})
    static final class Ls extends ClientCommand {
        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Ls(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Json users = node.get(PATH);
            if (json) {
                terminal().out().println(users.pretty());
                return ExitCode.OK;
            }
            Table table = new Table("USER", "ACCESS KEY", "CREATED");
            for (Json user : users.elements()) {
                table.row(
                        user.at("name").text(),
                        user.at("access_key").text(),
                        user.at("created").text());
            }
            table.print(terminal().out());
            return ExitCode.OK;
        }
    }

    @Command(
            name = "rm",
            description = "Remove users, whose keys are refused from then on. After the last one S3 is open again.",
            footerHeading = "%nExamples:%n",
            footer = "  cistern user rm ann")
    static final class Rm extends ClientCommand {
        @Parameters(arity = "1..*", paramLabel = "NAME", description = "The names.")
        private List<String> names = List.of();

        Rm(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            for (String name : names) {
                Json unused = node.call("DELETE", PATH + "/" + UrlPath.segment(name), Json.of(Map.of()));
                terminal().err().println("removed " + Terminal.printable(name));
            }
            return ExitCode.OK;
        }
    }
}
