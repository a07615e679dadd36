package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cistern lifecycle}: when the objects of a bucket go by themselves. */
@Command(
        name = "lifecycle",
        description = "Show, set and remove the rules by which objects of a bucket go by themselves.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern lifecycle set photos --expire-after 30d --prefix logs/",
            "  cistern lifecycle get photos",
            "  cistern lifecycle rm photos"
        })
final class LifecycleCommand implements Runnable {
    private static final String KIND = "lifecycle";

    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    @Spec
    private CommandSpec spec;

    /** The group with all its commands. */
    static CommandLine with(Terminal terminal) {
        return new CommandLine(new LifecycleCommand())
                .addSubcommand(new Get(terminal))
                .addSubcommand(new Set(terminal))
                .addSubcommand(new Rm(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: get, set or rm");
    }

    @Command(
            name = "get",
            description = "Show the rules of a bucket.",
            footerHeading = "%nExamples:%n",
            footer = {"  cistern lifecycle get photos", "  cistern lifecycle get photos --json > rules.json"})
    static final class Get extends ClientCommand {
        @Parameters(paramLabel = "BUCKET", description = "The name.")
        private String bucket = "";

        @Option(names = "--json", description = "Print JSON, as 'lifecycle set' reads it.")
        private boolean json;

        Get(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Json document = new BucketDocuments(node, KIND).get(bucket(bucket));
            if (json) {
                terminal().out().println(document.pretty());
                return ExitCode.OK;
            }
            Table table = new Table("RULE", "STATUS", "FOR", "WHAT");
            for (Json rule : document.at("Rules").elements()) {
                table.row(rule.at("ID").text(), rule.at("Status").text(), filter(rule), actions(rule));
            }
            table.print(terminal().out());
            return ExitCode.OK;
        }

        private static String filter(Json rule) {
            Json filter = rule.at("Filter").isNull() ? rule : rule.at("Filter");
            Json conditions = filter.at("And").isNull() ? filter : filter.at("And");
            List<String> words = new ArrayList<>();
            conditions
                    .at("Prefix")
                    .optionalText()
                    .filter(prefix -> !prefix.isEmpty())
                    .ifPresent(words::add);
            List<Json> tags = new ArrayList<>(conditions.at("Tags").elements());
            if (conditions.at("Tag").isObject()) {
                tags.add(conditions.at("Tag"));
            }
            tags.forEach(tag ->
                    words.add(tag.at("Key").text() + "=" + tag.at("Value").text()));
            conditions.at("ObjectSizeGreaterThan").optionalText().ifPresent(bytes -> words.add("> " + bytes + " B"));
            conditions.at("ObjectSizeLessThan").optionalText().ifPresent(bytes -> words.add("< " + bytes + " B"));
            return words.isEmpty() ? "all objects" : String.join(", ", words);
        }

        private static String actions(Json rule) {
            Json expiration = rule.at("Expiration");
            Json noncurrent = rule.at("NoncurrentVersionExpiration");
            List<String> words = new ArrayList<>();
            expiration.at("Days").optionalText().ifPresent(days -> words.add("expire after " + days + " d"));
            expiration.at("Date").optionalText().ifPresent(date -> words.add("expire from " + date));
            if (expiration.at("ExpiredObjectDeleteMarker").isTrue()) {
                words.add("remove delete markers left alone");
            }
            noncurrent
                    .at("NoncurrentDays")
                    .optionalText()
                    .ifPresent(days -> words.add("remove old versions after " + days + " d"
                            + noncurrent
                                    .at("NewerNoncurrentVersions")
                                    .optionalText()
                                    .map(kept -> " but " + kept)
                                    .orElse("")));
            rule.at("AbortIncompleteMultipartUpload")
                    .at("DaysAfterInitiation")
                    .optionalText()
                    .ifPresent(days -> words.add("give up uploads after " + days + " d"));
            return words.stream().collect(Collectors.joining(", "));
        }
    }

    @Command(
            name = "set",
            description = {
                "Replace all rules of a bucket: by those of a file, or by one that is made of the options.",
                "",
                "A file is JSON in the shape of Amazon's command line: {\"Rules\": [{\"ID\": ..., \"Status\":"
                        + " \"Enabled\", \"Filter\": {\"Prefix\": ...}, \"Expiration\": {\"Days\": 30}}]}."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  cistern lifecycle set photos --expire-after 30d --prefix logs/",
                "  cistern lifecycle set photos --abort-uploads-after 7d",
                "  cistern lifecycle set photos rules.json"
            })
    static final class Set extends ClientCommand {
        @Parameters(index = "0", paramLabel = "BUCKET", description = "The name.")
        private String bucket = "";

        @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "The rules; - for standard input.")
        private String file = "";

        @Option(
                names = "--expire-after",
                paramLabel = "DAYS",
                description = "Objects go so long after they were written.")
        private String expireAfter = "";

        @Option(
                names = "--abort-uploads-after",
                paramLabel = "DAYS",
                description = "Uploads that were not completed are given up so long after they were begun.")
        private String abortAfter = "";

        @Option(names = "--prefix", paramLabel = "PREFIX", description = "Only for keys that begin so.")
        private String prefix = "";

        Set(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            boolean options = !expireAfter.isEmpty() || !abortAfter.isEmpty();
            if (file.isEmpty() != options || (!options && !prefix.isEmpty())) {
                throw usage("say either FILE, or --expire-after or --abort-uploads-after");
            }
            Json document = options ? rule() : BucketDocuments.read(file, terminal());
            new BucketDocuments(node, KIND).put(bucket(bucket), document);
            terminal().err().println("set the lifecycle rules of " + bucket(bucket));
            return ExitCode.OK;
        }

        private Json rule() {
            Map<String, Json> rule = new LinkedHashMap<>();
            rule.put("Filter", Json.of(Map.of("Prefix", Json.of(prefix))));
            rule.put("Status", Json.of("Enabled"));
            if (!expireAfter.isEmpty()) {
                rule.put("Expiration", days("--expire-after", expireAfter, "Days"));
            }
            if (!abortAfter.isEmpty()) {
                rule.put(
                        "AbortIncompleteMultipartUpload",
                        days("--abort-uploads-after", abortAfter, "DaysAfterInitiation"));
            }
            return Json.of(Map.of("Rules", Json.of(List.of(Json.of(rule)))));
        }

        private Json days(String option, String text, String name) {
            long days = Ages.parse(text).map(Duration::toDays).orElse(0L);
            if (!text.endsWith("d") || days < 1) {
                throw usage(option + " '" + text + "' is no number of days; write 30d");
            }
            return Json.of(Map.of(name, Json.of(days)));
        }
    }

    @Command(
            name = "rm",
            description = "Remove all rules of a bucket: its objects stay until somebody removes them.",
            footerHeading = "%nExamples:%n",
            footer = "  cistern lifecycle rm photos")
    static final class Rm extends ClientCommand {
        @Parameters(paramLabel = "BUCKET", description = "The name.")
        private String bucket = "";

        Rm(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            new BucketDocuments(node, KIND).delete(bucket(bucket));
            terminal().err().println("removed the lifecycle rules of " + bucket(bucket));
            return ExitCode.OK;
        }
    }
}
