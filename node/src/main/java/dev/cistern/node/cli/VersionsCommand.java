package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.RemoteObjects;
import dev.cistern.node.cli.remote.RemoteObjects.Freshness;
import dev.cistern.node.cli.remote.Retry;
import dev.cistern.node.cli.remote.Target;
import dev.cistern.node.cli.transfer.Destination;
import dev.cistern.node.cli.transfer.Downloader;
import dev.cistern.node.cli.transfer.Quantities;
import dev.cistern.node.cli.transfer.Tally;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** {@code cistern versions}: what objects were before, and whether buckets keep it. */
@Command(
        name = "versions",
        description = {
            "Keep, list, fetch and remove versions of objects.",
            "A bucket that keeps versions keeps what is overwritten or removed: a new version takes the place of the one "
                    + "before, and rm puts a delete marker there. Removing the marker brings the object back; removing a "
                    + "version is for good. What was there before versions, or is written while they are suspended, is the "
                    + "version 'null'."
        },
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern versions enable photos",
            "  cistern versions ls photos pets/",
            "  cistern versions get photos/pets/tom.jpg 7ffffffffffffff5e220a8397b1dcdaf before.jpg",
            "  cistern versions rm photos/pets/tom.jpg 7ffffffffffffff5e220a8397b1dcdaf",
            "  cistern versions suspend photos"
        })
final class VersionsCommand implements Runnable {
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    @Spec
    private CommandSpec spec;

    /** The group with all its commands. */
    static CommandLine with(Terminal terminal) {
        return new CommandLine(new VersionsCommand())
                .addSubcommand(new Ls(terminal))
                .addSubcommand(new Enable(terminal))
                .addSubcommand(new Suspend(terminal))
                .addSubcommand(new Get(terminal))
                .addSubcommand(new Rm(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: ls, enable, suspend, get or rm");
    }

    @Command(
            name = "ls",
            description = "List versions and delete markers: keys in order, of each the newest first.",
            sortOptions = false,
            footerHeading = "%nExamples:%n",
            footer = {
                "  cistern versions ls photos",
                "  cistern versions ls photos pets/ --limit 20",
                "  cistern versions ls photos --json    one on each line of an array"
            })
    static final class Ls extends ClientCommand {
        @Parameters(index = "0", paramLabel = "BUCKET", description = "The bucket.")
        private String bucket = "";

        @Parameters(index = "1", arity = "0..1", paramLabel = "PREFIX", description = "What keys begin with.")
        private String prefix = "";

        @Option(names = "--limit", paramLabel = "N", description = "Stop after N versions.")
        private long limit = Long.MAX_VALUE;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Ls(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            if (limit < 1) {
                throw usage("--limit must be at least 1");
            }
            Target below = new Target(bucket(bucket).bucket(), prefix);
            RemoteObjects objects = new RemoteObjects(node);
            PrintStream out = terminal().out();
            long count = 0;
            String token = "";
            do {
                String from = token;
                long wanted = limit - count;
                Json page = Retry.standard().call(() -> objects.versions(below, from, wanted));
                for (Json version : page.at("entries").elements()) {
                    print(version, count++ == 0, out);
                }
                token = page.at("continuation_token").text();
            } while (!token.isEmpty() && count < limit && !out.checkError());
            if (json) {
                out.println(count == 0 ? "[]" : "\n]");
            }
            return ExitCode.OK;
        }

        private void print(Json version, boolean isFirst, PrintStream out) {
            boolean marker = version.at("delete_marker").isTrue();
            if (json) {
                out.print(isFirst ? "[\n    " : ",\n    ");
                out.print(element(version, marker).compact());
                return;
            }
            String size =
                    marker ? "deleted" : Quantities.bytes(version.at("size").number());
            out.printf(
                    "%-24s  %10s  %-32s  %-6s  %s%n",
                    version.at("modified").text(),
                    size,
                    version.at("version_id").text(),
                    version.at("latest").isTrue() ? "latest" : "",
                    Terminal.printable(version.at("name").text()));
        }

        private static Json element(Json version, boolean marker) {
            Map<String, Json> element = new LinkedHashMap<>();
            element.put("name", version.at("name"));
            element.put("version", version.at("version_id"));
            element.put("latest", version.at("latest"));
            element.put("deleted", Json.of(marker));
            element.put("modified", version.at("modified"));
            if (!marker) {
                element.put("size", Json.of(version.at("size").number()));
                element.put("md5", version.at("checksum"));
            }
            return Json.of(element);
        }
    }

    private static int set(NodeClient node, List<Target> buckets, String action, Terminal terminal) {
        for (Target bucket : buckets) {
            Json now = node.call("PUT", bucket.versionsPath(), Json.of(Map.of("action", Json.of(action))));
            terminal.err()
                    .println("versions of " + bucket + " are "
                            + now.at("versioning").text());
        }
        return ExitCode.OK;
    }

    @Command(
            name = "enable",
            description = "Keep what is overwritten or removed from now on.",
            footerHeading = "%nExample:%n",
            footer = {"  cistern versions enable photos"})
    static final class Enable extends ClientCommand {
        @Parameters(arity = "1..*", paramLabel = "BUCKET", description = "The buckets.")
        private List<String> buckets = List.of();

        Enable(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            return set(node, buckets.stream().map(this::bucket).toList(), "enable", terminal());
        }
    }

    @Command(
            name = "suspend",
            description = "Keep no more versions. Those there are stay.",
            footerHeading = "%nExample:%n",
            footer = {"  cistern versions suspend photos"})
    static final class Suspend extends ClientCommand {
        @Parameters(arity = "1..*", paramLabel = "BUCKET", description = "The buckets.")
        private List<String> buckets = List.of();

        Suspend(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            return set(node, buckets.stream().map(this::bucket).toList(), "suspend", terminal());
        }
    }

    @Command(
            name = "get",
            description = "Fetch one version into a file, or to standard output.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  cistern versions get photos/pets/tom.jpg 7ffffffffffffff5e220a8397b1dcdaf before.jpg",
                "  cistern versions get notes/todo.txt null - | less"
            })
    static final class Get extends ClientCommand {
        @Parameters(index = "0", paramLabel = "BUCKET/KEY", description = "The object.")
        private String object = "";

        @Parameters(index = "1", paramLabel = "VERSION", description = "The version, as ls prints it.")
        private String version = "";

        @Parameters(index = "2", paramLabel = "DEST", description = "A file, a directory, or - for standard output.")
        private String destination = "";

        Get(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Target from = object(object);
            RemoteObjects objects = new RemoteObjects(node, Freshness.STORED, version);
            objects.requireObject(from);
            Downloader downloader = new Downloader(objects, Retry.standard(), new Tally());
            if (destination.equals("-")) {
                downloader.download(from, terminal().out());
                return ExitCode.OK;
            }
            Path path = Path.of(destination);
            Path to = Files.isDirectory(path) ? new Destination(path).fileFor(Destination.lastPart(from.key())) : path;
            downloader.download(from, to);
            terminal().err().println("got version " + version + " of " + Terminal.printable(from.toString()));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "rm",
            description = "Remove one version, or a delete marker, for good. The next older takes its place.",
            footerHeading = "%nExample:%n",
            footer = {"  cistern versions rm photos/pets/tom.jpg 7ffffffffffffff5e220a8397b1dcdaf"})
    static final class Rm extends ClientCommand {
        @Parameters(index = "0", paramLabel = "BUCKET/KEY", description = "The object.")
        private String object = "";

        @Parameters(index = "1", paramLabel = "VERSION", description = "The version, as ls prints it.")
        private String version = "";

        Rm(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Target target = object(object);
            new RemoteObjects(node, Freshness.STORED, version).delete(target);
            terminal().err().println("removed version " + version + " of " + Terminal.printable(target.toString()));
            return ExitCode.OK;
        }
    }
}
