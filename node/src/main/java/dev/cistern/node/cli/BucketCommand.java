package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.RemoteObjects;
import dev.cistern.node.cli.remote.Retry;
import dev.cistern.node.cli.remote.Target;
import dev.cistern.node.cli.transfer.Quantities;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cistern bucket}: makes, lists and removes buckets. */
@Command(
        name = "bucket",
        description = "Make, list and remove buckets.%n",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern bucket create photos",
            "  cistern bucket ls",
            "  cistern bucket stat photos",
            "  cistern bucket rm photos --force"
        })
final class BucketCommand implements Runnable {
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    @Spec
    private CommandSpec spec;

    /** The group with all its commands. */
    static CommandLine with(Terminal terminal) {
        return new CommandLine(new BucketCommand())
                .addSubcommand(new Create(terminal))
                .addSubcommand(new Ls(terminal))
                .addSubcommand(new Rm(terminal))
                .addSubcommand(new Stat(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: create, ls, rm or stat");
    }

    private static Json action(String name) {
        return Json.of(Map.of("action", Json.of(name)));
    }

    /** Prints every bucket, by name. */
    static void list(NodeClient node, boolean json, Terminal terminal) {
        Json buckets = node.get("/v1/buckets");
        if (json) {
            terminal.out().println(buckets.pretty());
            return;
        }
        Table table = new Table("BUCKET", "CREATED");
        for (Json bucket : buckets.elements()) {
            table.row(bucket.at("name").text(), SettingsView.shown(bucket.at("created")));
        }
        table.print(terminal.out());
    }

    @Command(
            name = "create",
            description = "Make buckets: 3 to 63 of a-z, 0-9, '.' and '-'.%n",
            footerHeading = "%nExample:%n",
            footer = "  cistern bucket create photos")
    static final class Create extends ClientCommand {
        @Parameters(arity = "1..*", paramLabel = "BUCKET", description = "The names.")
        private List<String> buckets = List.of();

        Create(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            for (Target bucket : buckets.stream().map(this::bucket).toList()) {
                Json unused = node.call("POST", bucket.bucketPath(), action("create-bck"));
                terminal().err().println("created " + bucket);
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "ls",
            description = "List the buckets.%n",
            footerHeading = "%nExamples:%n",
            footer = {"  cistern bucket ls", "  cistern bucket ls --json"})
    static final class Ls extends ClientCommand {
        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Ls(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            list(node, json, terminal());
            return ExitCode.OK;
        }
    }

    @Command(
            name = "rm",
            description = "Remove buckets. One that holds objects stays, unless forced.%n",
            footerHeading = "%nExamples:%n",
            footer = {"  cistern bucket rm photos", "  cistern bucket rm photos --force    with everything in it"})
    static final class Rm extends ClientCommand {
        @Parameters(arity = "1..*", paramLabel = "BUCKET", description = "The names.")
        private List<String> buckets = List.of();

        @Option(names = "--force", description = "With all objects. They cannot be brought back.")
        private boolean force;

        Rm(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Json onlyEmpty = Json.of(
                    Map.of("action", Json.of("destroy-bck"), "value", Json.of(Map.of("must_be_empty", Json.of(true)))));
            for (Target bucket : buckets.stream().map(this::bucket).toList()) {
                Json unused = node.call("DELETE", bucket.bucketPath(), force ? action("destroy-bck") : onlyEmpty);
                terminal().err().println("removed " + bucket);
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "stat",
            description =
                    "Show a bucket: when it was made, how many objects it holds and how many bytes. Reads the whole "
                            + "listing.%n",
            footerHeading = "%nExamples:%n",
            footer = {"  cistern bucket stat photos", "  cistern bucket stat photos --json"})
    static final class Stat extends ClientCommand {
        @Parameters(paramLabel = "BUCKET", description = "The name.")
        private String name = "";

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Stat(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Target bucket = bucket(name);
            new RemoteObjects(node).requireBucket(bucket.bucket());
            String created = node.get("/v1/buckets").elements().stream()
                    .filter(one -> one.at("name").text().equals(bucket.bucket()))
                    .map(one -> one.at("created").text())
                    .findFirst()
                    .orElse("");
            LongAdder objects = new LongAdder();
            LongAdder bytes = new LongAdder();
            new RemoteObjects(node).forEach(bucket, Retry.standard(), entry -> {
                objects.increment();
                bytes.add(entry.sizeBytes());
            });
            if (json) {
                Map<String, Json> stat = new LinkedHashMap<>();
                stat.put("name", Json.of(bucket.bucket()));
                stat.put("created", Json.of(created));
                stat.put("objects", Json.of(objects.sum()));
                stat.put("bytes", Json.of(bytes.sum()));
                terminal().out().println(Json.of(stat).pretty());
            } else {
                Table table = new Table("BUCKET", bucket.bucket());
                table.row("created", created);
                table.row("objects", Quantities.count(objects.sum(), "object"));
                table.row("size", Quantities.bytes(bytes.sum()));
                table.print(terminal().out());
            }
            return ExitCode.OK;
        }
    }
}
