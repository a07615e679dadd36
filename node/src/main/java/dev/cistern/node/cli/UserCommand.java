package dev.cistern.node.cli;

import dev.cistern.node.OfflineUsers;
import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.UrlPath;
import dev.cistern.node.cli.transfer.LocalFailure;
import dev.cistern.node.users.InvalidUserException;
import dev.cistern.node.users.NewUser;
import dev.cistern.node.users.User.Role;
import dev.cistern.node.users.UserRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cistern user}: makes, lists and removes users, and their tokens. */
@Command(
        name = "user",
        description =
                "Make, list and remove users: who has keys. With the first user, S3 asks every request for keys; with the first"
                        + " administrator, so do the native API and the administration. Every user is an account: buckets are"
                        + " closed to other users until they are opened to them.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern user add root --admin",
            "  cistern user add ann",
            "  cistern user token add ann",
            "  cistern user ls",
            "  cistern user renew ann",
            "  cistern user rm ann"
        })
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
                .addSubcommand(new Renew(terminal))
                .addSubcommand(new Ls(terminal))
                .addSubcommand(new Rm(terminal))
                .addSubcommand(TokenCommand.with(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: add, renew, ls, rm or token");
    }

    @Command(
            name = "add",
            description = "Make a user, and print the keys. The secret key is not shown again.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  cistern user add ann",
                "  cistern user add ann --json",
                "  cistern user add root --admin              who may do everything",
                "  cistern user add root --admin --data /srv/cistern    without a node, by who has the machine",
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

        @Option(names = "--admin", description = "Make an administrator: no policy and no owner binds one.")
        private boolean admin;

        @Option(
                names = "--id",
                paramLabel = "ID",
                description = "Use this id, which marks all that belongs to the user, instead of a new one.")
        private String id = "";

        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "Write to this data folder, of a node that does not run, and ask no node.")
        private Optional<Path> data = Optional.empty();

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Add(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Map<String, Json> user = new LinkedHashMap<>();
            user.put("name", Json.of(name));
            user.put("admin", Json.of(admin));
            if (!id.isEmpty()) {
                user.put("id", Json.of(id));
            }
            putKeys(this, accessKey, user);
            Json made = data.isPresent() ? offline(data.get(), user) : node.call("POST", PATH, Json.of(user));
            print(terminal(), made, json);
            if (made.at("first").isTrue()) {
                explainFirst(made);
            }
            if (made.at("only_here").isTrue()) {
                terminal()
                        .err()
                        .println("the other nodes of this cluster do not know " + Terminal.printable(name)
                                + ": give all nodes the same cluster.secret_file, and make the user again");
            }
            return ExitCode.OK;
        }

        private Json offline(Path folder, Map<String, Json> user) {
            try {
                NewUser made = OfflineUsers.add(
                        folder,
                        new UserRequest(
                                name,
                                given(user, "id"),
                                admin ? Role.ADMINISTRATOR : Role.ORDINARY,
                                given(user, "access_key"),
                                given(user, "secret_key")));
                Map<String, Json> shown = new LinkedHashMap<>();
                shown.put("name", Json.of(made.user().name()));
                shown.put("id", Json.of(made.user().id()));
                shown.put("access_key", Json.of(made.user().accessKey()));
                shown.put("admin", Json.of(made.user().isAdministrator()));
                shown.put("created", Json.of(made.user().created().toString()));
                shown.put("secret_key", Json.of(made.secretKey()));
                return Json.of(shown);
            } catch (IOException | InvalidUserException e) {
                throw new LocalFailure(String.valueOf(e.getMessage()));
            }
        }

        private static Optional<String> given(Map<String, Json> user, String name) {
            return Optional.ofNullable(user.get(name)).map(Json::text);
        }

        /** The last moment at which nobody is locked out yet. */
        private void explainFirst(Json made) {
            if (!made.at("admin").isTrue()) {
                terminal()
                        .err()
                        .println(
                                "from now on S3 asks every request for keys; this machine may use the native API and the"
                                        + " administration without, until there is an administrator (--admin)");
                return;
            }
            terminal()
                    .err()
                    .println("from now on this node asks every request for keys or a token, also yours;"
                            + " to go on as " + made.at("name").text() + ":");
            terminal()
                    .err()
                    .println("  export CISTERN_ACCESS_KEY_ID="
                            + made.at("access_key").text() + " CISTERN_SECRET_ACCESS_KEY=SECRET-KEY");
            terminal()
                    .err()
                    .println("Prometheus needs a token too: cistern user token add "
                            + made.at("name").text() + " --for metrics");
        }
    }

    /** The keys that a user is to have, where they are given. */
    private static void putKeys(ClientCommand command, String accessKey, Map<String, Json> user) {
        if (!accessKey.isEmpty()) {
            String secret = command.terminal().environment().getOrDefault(SECRET_VARIABLE, "");
            if (secret.isEmpty()) {
                throw command.usage("--access-key goes with a secret key in $" + SECRET_VARIABLE);
            }
            user.put("access_key", Json.of(accessKey));
            user.put("secret_key", Json.of(secret));
        }
    }

    private static void print(Terminal terminal, Json user, boolean json) {
        if (json) {
            terminal.out().println(user.pretty());
            return;
        }
        Table table = new Table("USER", user.at("name").text());
        table.row("id", user.at("id").text());
        table.row("role", role(user));
        table.row("access key", user.at("access_key").text());
        table.row("secret key", user.at("secret_key").text());
        table.print(terminal.out());
        terminal.err().println("the secret key is not shown again");
    }

    private static String role(Json user) {
        return user.at("admin").isTrue() ? "administrator" : "user";
    }

    @Command(
            name = "renew",
            description =
                    "Give a user other keys, and print them. Those before are refused from then on; what belongs to the"
                            + " user stays the user's, and tokens stay good until 'cistern user token rm'.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  cistern user renew ann",
                "  " + SECRET_VARIABLE + "=... cistern user renew ann --access-key KEY"
            })
    static final class Renew extends ClientCommand {
        @Parameters(paramLabel = "NAME", description = "The user.")
        private String name = "";

        @Option(
                names = "--access-key",
                paramLabel = "KEY",
                description =
                        "Use this access key, and the secret key in $" + SECRET_VARIABLE + ", instead of new ones.")
        private String accessKey = "";

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Renew(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Map<String, Json> user = new LinkedHashMap<>();
            putKeys(this, accessKey, user);
            print(terminal(), node.call("PUT", PATH + "/" + UrlPath.segment(name), Json.of(user)), json);
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
            Table table = new Table("USER", "ROLE", "ACCESS KEY", "CREATED", "ID");
            for (Json user : users.elements()) {
                table.row(
                        user.at("name").text(),
                        role(user),
                        user.at("access_key").text(),
                        user.at("created").text(),
                        user.at("id").text());
            }
            table.print(terminal().out());
            return ExitCode.OK;
        }
    }

    @Command(
            name = "rm",
            description =
                    "Remove users, whose keys and tokens are refused from then on. After the last one the node asks"
                            + " nobody again.",
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
