package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.ObjectPage;
import dev.cistern.node.cli.remote.ObjectPage.Entry;
import dev.cistern.node.cli.remote.RemoteObjects;
import dev.cistern.node.cli.remote.Retry;
import dev.cistern.node.cli.remote.Target;
import dev.cistern.node.cli.transfer.Quantities;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cistern ls}: prints a listing page by page, so that one of any length takes little memory. */
@Command(
        name = "ls",
        description = "List buckets, or the objects of one in order; folded at '/' unless -r " + "is given.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern ls                          the buckets",
            "  cistern ls photos                   the top of a bucket",
            "  cistern ls photos/2026/             one level down",
            "  cistern ls -r photos/2026/ --json   every object below, one on each line of an array"
        })
final class LsCommand extends ClientCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "BUCKET[/PREFIX]",
            description = "What keys begin with; the buckets when left out.")
    private @Nullable String place;

    @Option(
            names = {"-r", "--recursive"},
            description = "Every object, unfolded.")
    private boolean recursive;

    @Option(names = "--limit", paramLabel = "N", description = "Stop after N lines.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    LsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(NodeClient node) {
        if (place == null) {
            BucketCommand.list(node, json, terminal());
            return ExitCode.OK;
        }
        if (limit < 1) {
            throw usage("--limit must be at least 1");
        }
        Target prefix = target(place);
        RemoteObjects objects = new RemoteObjects(node);
        objects.requireBucket(prefix.bucket());
        Lines lines = new Lines(terminal().out(), json);
        String token = "";
        do {
            String from = token;
            long wanted = limit - lines.count;
            ObjectPage page =
                    Retry.standard().call(() -> objects.pageOrStored(prefix, recursive ? "" : "/", from, wanted));
            page.storedOnly().filter(first -> from.isEmpty()).ifPresent(this::warn);
            print(page, lines);
            token = page.next();
        } while (!token.isEmpty() && lines.count < limit && !terminal().out().checkError());
        lines.end();
        return ExitCode.OK;
    }

    private void warn(String reason) {
        terminal()
                .err()
                .println("cistern: only what this node stores is listed, since its backend cannot be asked: "
                        + Terminal.printable(reason));
    }

    private void print(ObjectPage page, Lines lines) {
        Map<byte[], Runnable> ordered = new TreeMap<>(Arrays::compareUnsigned);
        page.prefixes().forEach(folded -> ordered.put(bytes(folded), () -> lines.prefix(folded)));
        page.entries().forEach(entry -> ordered.put(bytes(entry.key()), () -> lines.object(entry)));
        ordered.values().stream().limit(limit - lines.count).forEach(Runnable::run);
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    /** Confined to one thread. */
    private static final class Lines {
        private final PrintStream out;
        private final boolean json;
        private long count;

        Lines(PrintStream out, boolean json) {
            this.out = out;
            this.json = json;
        }

        void prefix(String prefix) {
            if (json) {
                element(Json.of(Map.of("prefix", Json.of(prefix))));
            } else {
                line("", "", prefix);
            }
        }

        void object(Entry entry) {
            if (json) {
                Map<String, Json> object = new LinkedHashMap<>();
                object.put("name", Json.of(entry.key()));
                object.put("size", Json.of(entry.sizeBytes()));
                object.put("modified", Json.of(entry.modified()));
                object.put("md5", Json.of(entry.md5()));
                element(Json.of(object));
            } else {
                line(entry.modified(), Quantities.bytes(entry.sizeBytes()), entry.key());
            }
        }

        private void element(Json element) {
            out.print(count++ == 0 ? "[\n    " : ",\n    ");
            out.print(element.compact());
        }

        private void line(String modified, String size, String key) {
            count++;
            out.printf("%-24s  %10s  %s%n", modified, size, Terminal.printable(key));
        }

        void end() {
            if (json) {
                out.println(count == 0 ? "[]" : "\n]");
            }
        }
    }
}
