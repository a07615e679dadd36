package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.UrlPath;
import dev.cistern.node.cli.transfer.LocalFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cistern policy}: who may do what in a bucket over S3. */
@Command(
        name = "policy",
        description = "Show, set and remove the policy of a bucket, and ask what it comes to.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern policy get photos",
            "  cistern policy set photos policy.json",
            "  cistern policy check photos --user ann --action s3:GetObject --key 2026/a.jpg"
        })
final class PolicyCommand implements Runnable {
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    @Spec
    private CommandSpec spec;

    /** The group with all its commands. */
    static CommandLine with(Terminal terminal) {
        return new CommandLine(new PolicyCommand())
                .addSubcommand(new Get(terminal))
                .addSubcommand(new Put(terminal))
                .addSubcommand(new Rm(terminal))
                .addSubcommand(new Check(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: get, set, rm or check");
    }

    private static String path(String bucket) {
        return "/v1/policies/" + UrlPath.segment(bucket);
    }

    /** @param file {@code -} for what comes in */
    private static String read(String file, Terminal terminal) {
        try {
            return file.equals("-")
                    ? new String(terminal.in().readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new LocalFailure(file + ": " + LocalFailure.of(e).getMessage());
        }
    }

    @Command(
            name = "get",
            description = "Print the policy of a bucket.",
            footerHeading = "%nExamples:%n",
            footer = "  cistern policy get photos > policy.json")
    static final class Get extends ClientCommand {
        @Parameters(paramLabel = "BUCKET", description = "The bucket.")
        private String bucket = "";

        Get(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            terminal().out().println(node.get(path(bucket(bucket).bucket())).pretty());
            return ExitCode.OK;
        }
    }

    @Command(
            name = "set",
            description =
                    "Give a bucket a policy, in Amazon's language, in place of the one before. What is wrong with it is"
                            + " told with its place, and nothing is changed.",
            footerHeading = "%nExamples:%n",
            footer = {"  cistern policy set photos policy.json", "  generate | cistern policy set photos -"})
    static final class Put extends ClientCommand {
        @Parameters(index = "0", paramLabel = "BUCKET", description = "The bucket.")
        private String bucket = "";

        @Parameters(index = "1", paramLabel = "FILE", description = "The policy; '-' for standard input.")
        private String file = "";

        Put(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            String name = bucket(bucket).bucket();
            Json policy = Json.of(Map.of("policy", Json.of(read(file, terminal()))));
            Json set = node.call("PUT", path(name), policy);
            terminal().err().println("set the policy of " + name);
            if (set.at("public").isTrue()) {
                terminal().err().println("note: it lets in people whom it does not name");
            }
            for (Json unknown : set.at("unknown_principals").elements()) {
                terminal()
                        .err()
                        .println("note: there is no user '" + Terminal.printable(unknown.text()) + "' on this node");
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "rm",
            description = "Remove the policy of a bucket.",
            footerHeading = "%nExamples:%n",
            footer = "  cistern policy rm photos")
    static final class Rm extends ClientCommand {
        @Parameters(paramLabel = "BUCKET", description = "The bucket.")
        private String bucket = "";

        Rm(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            String name = bucket(bucket).bucket();
            Json unused = node.call("DELETE", path(name), Json.of(Map.of()));
            terminal().err().println("removed the policy of " + name);
            return ExitCode.OK;
        }
    }

    @Command(
            name = "check",
            description =
                    "Say whether a request would be served, and what decides it: the statement of the policy, the owner,"
                            + " or an access control list. Sends no such request. Exit code 0 where it is allowed, 1 where not.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  cistern policy check photos --user ann --action s3:GetObject --key 2026/a.jpg",
                "  cistern policy check photos --action s3:ListBucket -c s3:prefix=2026/      somebody without a key",
                "  cistern policy check photos --policy new.json --user ann --action s3:PutObject --key x"
            })
    static final class Check extends ClientCommand {
        @Parameters(paramLabel = "BUCKET", description = "The bucket.")
        private String bucket = "";

        @Option(names = "--user", paramLabel = "NAME", description = "Who asks; without it somebody without a key.")
        private String user = "";

        @Option(
                names = "--action",
                paramLabel = "ACTION",
                required = true,
                description = "What for, as policies name it: s3:GetObject.")
        private String action = "";

        @Option(names = "--key", paramLabel = "KEY", description = "Of which object; without it of the bucket.")
        private String key = "";

        @Option(
                names = {"-c", "--condition"},
                paramLabel = "KEY=VALUE",
                description = "What else the request has: aws:SourceIp=10.0.0.7, s3:prefix=2026/.")
        private Map<String, String> conditions = new LinkedHashMap<>();

        @Option(
                names = "--policy",
                paramLabel = "FILE",
                description = "With this policy instead of the one that is set; '-' for standard input.")
        private String policy = "";

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Check(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Map<String, Json> asked = new LinkedHashMap<>();
            asked.put("action", Json.of(action));
            if (!user.isEmpty()) {
                asked.put("user", Json.of(user));
            }
            if (!key.isEmpty()) {
                asked.put("key", Json.of(key));
            }
            if (!policy.isEmpty()) {
                asked.put("policy", Json.of(read(policy, terminal())));
            }
            Map<String, Json> given = new LinkedHashMap<>();
            conditions.forEach((name, value) -> given.put(name, Json.of(value)));
            asked.put("conditions", Json.of(given));
            Json ruling = node.call("POST", path(bucket(bucket).bucket()), Json.of(asked));
            boolean allowed = ruling.at("allowed").isTrue();
            terminal().out().println(json ? ruling.pretty() : sentence(ruling));
            return allowed ? ExitCode.OK : ExitCode.FAILED;
        }

        private static String sentence(Json ruling) {
            String statement = ruling.at("statement").isNull()
                    ? ""
                    : ": statement " + ruling.at("statement").number() + sid(ruling);
            return (ruling.at("allowed").isTrue() ? "allowed: " : "denied: ")
                    + ruling.at("reason").text()
                    + Terminal.printable(statement);
        }

        private static String sid(Json ruling) {
            String sid = ruling.at("sid").text();
            return sid.isEmpty() ? "" : " (" + sid + ")";
        }
    }
}
