package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
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

/** {@code cistern cors}: which pages of other sites may use a bucket. */
@Command(
        name = "cors",
        description = "Show, set and remove the rules by which pages of other sites may use a bucket.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern cors set photos --allow-origin https://app.example",
            "  cistern cors get photos",
            "  cistern cors rm photos"
        })
final class CorsCommand implements Runnable {
    private static final String KIND = "cors";

    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    @Spec
    private CommandSpec spec;

    /** The group with all its commands. */
    static CommandLine with(Terminal terminal) {
        return new CommandLine(new CorsCommand())
                .addSubcommand(new Get(terminal))
                .addSubcommand(new Set(terminal))
                .addSubcommand(new Rm(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: get, set or rm");
    }

    private static Json list(List<String> texts) {
        return Json.of(texts.stream().map(Json::of).toList());
    }

    private static String listed(Json list) {
        return list.elements().stream().map(Json::text).collect(Collectors.joining(" "));
    }

    @Command(
            name = "get",
            description = "Show the rules of a bucket. The first that applies to a request counts.",
            footerHeading = "%nExamples:%n",
            footer = {"  cistern cors get photos", "  cistern cors get photos --json > cors.json"})
    static final class Get extends ClientCommand {
        @Parameters(paramLabel = "BUCKET", description = "The name.")
        private String bucket = "";

        @Option(names = "--json", description = "Print JSON, as 'cors set' reads it.")
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
            Table table = new Table("ORIGINS", "METHODS", "HEADERS", "EXPOSED", "KEPT FOR");
            for (Json rule : document.at("CORSRules").elements()) {
                String seconds = rule.at("MaxAgeSeconds").text();
                table.row(
                        listed(rule.at("AllowedOrigins")),
                        listed(rule.at("AllowedMethods")),
                        listed(rule.at("AllowedHeaders")),
                        listed(rule.at("ExposeHeaders")),
                        seconds.isEmpty() ? "" : seconds + " s");
            }
            table.print(terminal().out());
            return ExitCode.OK;
        }
    }

    @Command(
            name = "set",
            description = {
                "Replace all rules of a bucket: by those of a file, or by one for the origins given.",
                "",
                "A file is JSON in the shape of Amazon's command line: {\"CORSRules\": [{\"AllowedOrigins\": [...],"
                        + " \"AllowedMethods\": [...], ...}]}."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  cistern cors set photos --allow-origin https://app.example --allow-origin 'https://*.test.example'",
                "  cistern cors set photos --allow-origin '*' --allow-method GET,HEAD",
                "  cistern cors set photos cors.json",
                "  cistern cors get photos --json | cistern cors set videos -"
            })
    static final class Set extends ClientCommand {
        @Parameters(index = "0", paramLabel = "BUCKET", description = "The name.")
        private String bucket = "";

        @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "The rules; - for standard input.")
        private String file = "";

        @Option(
                names = "--allow-origin",
                paramLabel = "ORIGIN",
                split = ",",
                description = "Pages of this scheme, host and port may use it; * for any, once in each.")
        private List<String> origins = List.of();

        @Option(
                names = "--allow-method",
                paramLabel = "METHOD",
                split = ",",
                description = "They may send this; all of GET, HEAD, PUT, POST and DELETE by default.")
        private List<String> methods = List.of("GET", "HEAD", "PUT", "POST", "DELETE");

        @Option(
                names = "--allow-header",
                paramLabel = "NAME",
                split = ",",
                description = "They may send this header; any by default.")
        private List<String> headers = List.of("*");

        @Option(
                names = "--expose-header",
                paramLabel = "NAME",
                split = ",",
                description = "They may read this header of an answer; ETag by default.")
        private List<String> exposed = List.of("ETag");

        Set(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            if (file.isEmpty() == origins.isEmpty()) {
                throw usage("say either FILE or --allow-origin");
            }
            Json document = file.isEmpty() ? rule() : BucketDocuments.read(file, terminal());
            new BucketDocuments(node, KIND).put(bucket(bucket), document);
            terminal().err().println("set the CORS rules of " + bucket(bucket));
            return ExitCode.OK;
        }

        private Json rule() {
            Map<String, Json> rule = new LinkedHashMap<>();
            rule.put("AllowedOrigins", list(origins));
            rule.put("AllowedMethods", list(methods));
            rule.put("AllowedHeaders", list(headers));
            rule.put("ExposeHeaders", list(exposed));
            return Json.of(Map.of("CORSRules", Json.of(List.of(Json.of(rule)))));
        }
    }

    @Command(
            name = "rm",
            description = "Remove all rules of a bucket: pages of other sites cannot use it any more.",
            footerHeading = "%nExamples:%n",
            footer = "  cistern cors rm photos")
    static final class Rm extends ClientCommand {
        @Parameters(paramLabel = "BUCKET", description = "The name.")
        private String bucket = "";

        Rm(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            new BucketDocuments(node, KIND).delete(bucket(bucket));
            terminal().err().println("removed the CORS rules of " + bucket(bucket));
            return ExitCode.OK;
        }
    }
}
