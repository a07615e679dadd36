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
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cistern bucket}: makes, lists and removes buckets. */
@Command(
        name = "bucket",
        description = "Make, list and remove buckets.",
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
                .addSubcommand(new Set(terminal))
                .addSubcommand(new Ls(terminal))
                .addSubcommand(new Rm(terminal))
                .addSubcommand(new Stat(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: create, set, ls, rm or stat");
    }

    /** Where a bucket's objects come from; empty for a bucket of its own. */
    private static String backend(Json bucket) {
        return bucket.at("backend").optionalText().orElse("");
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
        Map<String, Function<Json, String>> columns = new LinkedHashMap<>();
        columns.put("BUCKET", bucket -> bucket.at("name").text());
        columns.put("CREATED", bucket -> SettingsView.shown(bucket.at("created")));
        Map<String, Function<Json, String>> ifAny =
                new TreeMap<>(Map.of("BACKEND", BucketCommand::backend, "DURABILITY", BucketCommand::durability));
        ifAny.values()
                .removeIf(column -> buckets.elements().stream().map(column).allMatch(String::isEmpty));
        columns.putAll(ifAny);
        Table table = new Table(columns.keySet().toArray(String[]::new));
        for (Json bucket : buckets.elements()) {
            table.row(columns.values().stream()
                    .map(column -> column.apply(bucket))
                    .toArray(String[]::new));
        }
        table.print(terminal.out());
    }

    /** Of a bucket that says; empty for one that follows the node. */
    private static String durability(Json bucket) {
        return bucket.at("durability").optionalText().orElse("");
    }

    @Command(
            name = "create",
            description = "Make buckets: 3 to 63 of a-z, 0-9, '.' and '-'.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  cistern bucket create photos",
                "  cistern bucket create images --backend http://10.0.0.7:8080/images/",
                "  cistern bucket create fast --backend 's3://photos-eu/' --writes back",
                "  cistern bucket create near --backend cistern://10.0.0.8:7070/far",
                "  cistern bucket create photos --backend 's3://photos-eu/2026/?region=eu-central-1'"
            })
    static final class Create extends ClientCommand {
        @Parameters(arity = "1..*", paramLabel = "BUCKET", description = "The names.")
        private List<String> buckets = List.of();

        @Option(
                names = "--backend",
                paramLabel = "URL",
                description =
                        "Make it a bucket whose objects are fetched from there, and kept, when they are first read: an HTTP"
                                + " server (read-only), or, to which writes go through, cistern://HOST:PORT/BUCKET, a bucket"
                                + " of another node, or s3://BUCKET/PREFIX/?region=NAME, a bucket of Amazon S3, or with"
                                + " &endpoint=URL of any server that speaks S3.")
        private String backend = "";

        @Option(
                names = "--writes",
                paramLabel = "through|back",
                description =
                        "When a write is acknowledged: through = when the backend has it, the default; back = when it"
                                + " is durable on the node, which brings it to the backend afterwards.")
        private String writes = "";

        @Mixin
        private KeepingOptions keeping = new KeepingOptions();

        @Mixin
        private DurabilityOption durability = new DurabilityOption();

        @Option(
                names = "--shared",
                description = "Make it the node's, in which all its users may do everything, instead of your own. For"
                        + " administrators.")
        private boolean shared;

        Create(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Map<String, Json> value = new LinkedHashMap<>(keeping.value(this::usage));
            Map<String, Json> durable = durability.value(this::usage);
            if (!backend.isEmpty()) {
                value.put("backend", Json.of(backend));
            } else if (!writes.isEmpty() || !value.isEmpty()) {
                throw usage("--writes, --good-for and --keep-at-most are for buckets whose objects come from elsewhere:"
                        + " give --backend URL too");
            }
            if (!writes.isEmpty()) {
                value.put("writes", Json.of(writes));
            }
            if (shared) {
                value.put("shared", Json.of(true));
            }
            value.putAll(durable);
            Json create = value.isEmpty()
                    ? action("create-bck")
                    : Json.of(Map.of("action", Json.of("create-bck"), "value", Json.of(value)));
            for (Target bucket : buckets.stream().map(this::bucket).toList()) {
                Json unused = node.call("POST", bucket.bucketPath(), create);
                terminal().err().println("created " + bucket);
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "set",
            description =
                    "Change how durable writes to buckets are, or how much of copies those that have a backend keep,"
                            + " and for how long they are good.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  cistern bucket set scratch --durability os",
                "  cistern bucket set photos --keep-at-most 100GiB",
                "  cistern bucket set photos --good-for 12h --keep-at-most unlimited"
            })
    static final class Set extends ClientCommand {
        @Parameters(arity = "1..*", paramLabel = "BUCKET", description = "The names.")
        private List<String> buckets = List.of();

        @Mixin
        private KeepingOptions keeping = new KeepingOptions();

        @Mixin
        private DurabilityOption durability = new DurabilityOption();

        Set(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Map<String, Json> value = keeping.value(this::usage);
            value.putAll(durability.value(this::usage));
            if (value.isEmpty()) {
                throw usage("say what to change: --durability, --keep-at-most or --good-for");
            }
            Json set = Json.of(Map.of("action", Json.of("set-bprops"), "value", Json.of(value)));
            for (Target bucket : buckets.stream().map(this::bucket).toList()) {
                Json unused = node.call("PATCH", bucket.bucketPath(), set);
                terminal().err().println("changed " + bucket);
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "ls",
            description = "List the buckets.",
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
            description = "Remove buckets. One that holds objects stays, unless forced.",
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
                            + "listing.",
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
            Json listed = node.get("/v1/buckets").elements().stream()
                    .filter(one -> one.at("name").text().equals(bucket.bucket()))
                    .findFirst()
                    .orElse(Json.of(Map.of()));
            LongAdder objects = new LongAdder();
            LongAdder bytes = new LongAdder();
            new RemoteObjects(node).forEach(bucket, Retry.standard(), entry -> {
                objects.increment();
                bytes.add(entry.sizeBytes());
            });
            if (json) {
                terminal()
                        .out()
                        .println(stat(listed, objects.sum(), bytes.sum()).pretty());
            } else {
                Table table = new Table("BUCKET", bucket.bucket());
                table.row("created", listed.at("created").text());
                if (!backend(listed).isEmpty()) {
                    table.row("backend", backend(listed));
                }
                if (!durability(listed).isEmpty()) {
                    table.row("durability", durability(listed));
                }
                table.row("objects", Quantities.count(objects.sum(), "object"));
                table.row("size", Quantities.bytes(bytes.sum()));
                table.print(terminal().out());
            }
            return ExitCode.OK;
        }

        private static Json stat(Json listed, long objects, long bytes) {
            Map<String, Json> stat = new LinkedHashMap<>();
            stat.put("name", listed.at("name"));
            stat.put("created", listed.at("created"));
            if (!backend(listed).isEmpty()) {
                stat.put("backend", listed.at("backend"));
            }
            if (!durability(listed).isEmpty()) {
                stat.put("durability", listed.at("durability"));
            }
            stat.put("objects", Json.of(objects));
            stat.put("bytes", Json.of(bytes));
            return Json.of(stat);
        }
    }
}
