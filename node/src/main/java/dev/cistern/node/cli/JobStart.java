package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.transfer.LocalFailure;
import dev.cistern.node.cli.transfer.Quantities;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that start a job. */
abstract class JobStart extends ClientCommand {
    private static final long LOOK_MILLIS = 300;
    private static final int PERCENT = 100;

    /** Nodes take 256 KiB as the description of a job. */
    private static final long KEYS_MAX_BYTES = 240 * 1024;

    private final String kind;

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Only objects whose keys begin so. Otherwise: all.")
    private @Nullable String prefix;

    @Option(
            names = "--keys-from",
            paramLabel = "FILE",
            description = "Only the objects whose keys stand in a file, one on a line, up to 240 KiB of them; - for"
                    + " standard input.")
    private @Nullable String keysFrom;

    @Option(
            names = "--template",
            paramLabel = "TEXT",
            description = "Only the objects whose keys are so, with numbers in place of {000..999}.")
    private @Nullable String template;

    @Option(names = "--dry-run", description = "Do nothing, but count what would be done.")
    private boolean dryRun;

    @Option(
            names = "--wait",
            description = "Show how far it is and wait until it is over or paused; fail where it, or"
                    + " one object of it, failed.")
    private boolean wait;

    JobStart(Terminal terminal, String kind) {
        super(terminal);
        this.kind = kind;
    }

    /** Adds what only this kind has; the bucket among it. */
    abstract void describe(Map<String, Json> order);

    final String bucketName(String text) {
        return bucket(text).bucket();
    }

    @Override
    final int run(NodeClient node) {
        Map<String, Json> order = new LinkedHashMap<>();
        order.put("kind", Json.of(kind));
        describe(order);
        if (Stream.of(prefix, keysFrom, template).filter(given -> given != null).count() > 1) {
            throw usage("say which objects by one of --prefix, --keys-from and --template");
        }
        if (prefix != null) {
            order.put("prefix", Json.of(prefix));
        }
        if (keysFrom != null) {
            order.put("keys", Json.of(keys(keysFrom).stream().map(Json::of).toList()));
        }
        if (template != null) {
            order.put("template", Json.of(template));
        }
        order.put("dry_run", Json.of(dryRun));
        Json job = node.call("POST", JobCommand.PATH, Json.of(order));
        if (!wait) {
            terminal().out().println(job.at("id").text());
            terminal().err().println(JobCommand.line(job));
            return ExitCode.OK;
        }
        return awaited(node, job.at("id").text());
    }

    private int awaited(NodeClient node, String id) {
        Json job = node.get(JobCommand.path(id));
        try {
            while (job.at("state").text().equals("running")) {
                terminal().draw(progress(job));
                Thread.sleep(LOOK_MILLIS);
                job = node.get(JobCommand.path(id));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        terminal().draw("");
        terminal().out().println(JobCommand.line(job));
        boolean good = job.at("state").text().equals("done") && job.at("failed").number() == 0;
        return good ? ExitCode.OK : ExitCode.FAILED;
    }

    static String progress(Json job) {
        long looked = job.at("done").number()
                + job.at("skipped").number()
                + job.at("failed").number();
        String of = job.at("of")
                .optionalText()
                .map(Long::parseLong)
                .filter(all -> all > 0)
                .map(all -> String.format(Locale.ROOT, " of %,d (%d %%)", all, looked * PERCENT / all))
                .orElse("");
        return String.format(
                Locale.ROOT,
                "%,d%s objects, %s, %,d failed%s",
                looked,
                of,
                Quantities.bytes(job.at("bytes").number()),
                job.at("failed").number(),
                job.at("waits_for")
                        .optionalText()
                        .map(reason -> "; waits: " + Terminal.printable(reason))
                        .orElse(""));
    }

    private List<String> keys(String file) {
        try {
            byte[] bytes = file.equals("-") ? terminal().in().readAllBytes() : Files.readAllBytes(Path.of(file));
            if (bytes.length > KEYS_MAX_BYTES) {
                throw usage("--keys-from '" + file + "' has " + Quantities.bytes(bytes.length)
                        + " of keys, and a job takes " + Quantities.bytes(KEYS_MAX_BYTES)
                        + ": split it over several jobs, or say which objects by --prefix or --template");
            }
            return new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new LocalFailure("'" + file + "' cannot be read: " + e.getMessage());
        }
    }

    @Command(
            name = "prefetch",
            description = "Fetch objects from a bucket's backend that are not here yet.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  cistern job prefetch photos --prefix 2026/",
                "  cistern job prefetch training --template 'shard-{000..999}.tar' --wait",
                "  cistern job prefetch training --keys-from list.txt --dry-run"
            })
    static final class Prefetch extends JobStart {
        @Parameters(paramLabel = "BUCKET", description = "A bucket that has a backend.")
        private String name = "";

        Prefetch(Terminal terminal) {
            super(terminal, "prefetch");
        }

        @Override
        void describe(Map<String, Json> order) {
            order.put("bucket", Json.of(bucketName(name)));
        }
    }

    @Command(
            name = "evict",
            description =
                    "Remove the copies that are here of objects that the bucket's backend has. What is not there yet stays.",
            footerHeading = "%nExamples:%n",
            footer = {"  cistern job evict photos --prefix 2024/ --dry-run --wait", "  cistern job evict photos"})
    static final class Evict extends JobStart {
        @Parameters(paramLabel = "BUCKET", description = "A bucket that has a backend.")
        private String name = "";

        Evict(Terminal terminal) {
            super(terminal, "evict");
        }

        @Override
        void describe(Map<String, Json> order) {
            order.put("bucket", Json.of(bucketName(name)));
        }
    }

    @Command(
            name = "copy",
            description = "Copy objects from one bucket to another.",
            footerHeading = "%nExamples:%n",
            footer = "  cistern job copy photos archive --prefix 2024/ --wait")
    static final class Copy extends JobStart {
        @Parameters(index = "0", paramLabel = "BUCKET", description = "Where they are.")
        private String from = "";

        @Parameters(index = "1", paramLabel = "TO", description = "Where they are to be too.")
        private String to = "";

        Copy(Terminal terminal) {
            super(terminal, "copy");
        }

        @Override
        void describe(Map<String, Json> order) {
            order.put("bucket", Json.of(bucketName(from)));
            order.put("to", Json.of(bucketName(to)));
        }
    }

    @Command(
            name = "sync",
            description = "Copy objects to another bucket that are not the same there.",
            footerHeading = "%nExamples:%n",
            footer = {"  cistern job sync photos archive --dry-run --wait", "  cistern job sync photos archive --delete"
            })
    static final class Sync extends JobStart {
        @Parameters(index = "0", paramLabel = "BUCKET", description = "Where they are.")
        private String from = "";

        @Parameters(index = "1", paramLabel = "TO", description = "Where they are to be too.")
        private String to = "";

        @Option(names = "--delete", description = "Remove there, below the prefix, what is not here.")
        private boolean delete;

        Sync(Terminal terminal) {
            super(terminal, "sync");
        }

        @Override
        void describe(Map<String, Json> order) {
            order.put("bucket", Json.of(bucketName(from)));
            order.put("to", Json.of(bucketName(to)));
            if (delete) {
                order.put("delete", Json.of(true));
            }
        }
    }
}
