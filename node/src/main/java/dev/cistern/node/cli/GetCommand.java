package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.ObjectPage.Entry;
import dev.cistern.node.cli.remote.RemoteObjects;
import dev.cistern.node.cli.remote.RemoteObjects.Freshness;
import dev.cistern.node.cli.remote.Retry;
import dev.cistern.node.cli.remote.Target;
import dev.cistern.node.cli.transfer.Crew;
import dev.cistern.node.cli.transfer.Destination;
import dev.cistern.node.cli.transfer.Downloader;
import dev.cistern.node.cli.transfer.LocalFailure;
import dev.cistern.node.cli.transfer.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cistern get}: objects into files, whole prefixes into directories, or one object into a pipe. */
@Command(
        name = "get",
        description = {
            "Fetch objects into files. Each is verified by its MD5 before it gets its name; a broken one is continued where "
                    + "it stopped, by the next run too.",
            "With -r, everything below the prefix goes below the directory. A key that no file can spell ('a//b', '../x') is "
                    + "refused and told; get it alone, into a file that you name."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern get photos/pets/tom.jpg .",
            "  cistern get photos/pets/tom.jpg cat.jpg",
            "  cistern get -r photos ./backup",
            "  cistern get -r --skip-existing photos/2026 ./backup    after an interruption",
            "  cistern get backups/src.tar - | tar x"
        })
final class GetCommand extends ClientCommand {
    @Parameters(
            arity = "1..*",
            hideParamSyntax = true,
            paramLabel = "BUCKET/KEY… DEST",
            description =
                    "Objects, or buckets and prefixes with -r; then a file, a directory, or - for standard output.")
    private List<String> words = List.of();

    @Option(
            names = {"-r", "--recursive"},
            description = "Everything below each prefix.")
    private boolean recursive;

    @Option(
            names = "--skip-existing",
            description = "Leave out files that are here already with the same size and MD5.")
    private boolean skipExisting;

    @Option(
            names = "--latest",
            description = "Of a bucket with a backend: have the node ask the backend whether it has changed.")
    private boolean latest;

    @Mixin
    private TransferOptions transfer = new TransferOptions();

    GetCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(NodeClient node) {
        if (words.size() < 2) {
            throw usage("say what and where to: cistern get BUCKET/KEY… DEST");
        }
        List<String> sources = words.subList(0, words.size() - 1);
        String destination = words.get(words.size() - 1);
        RemoteObjects objects = new RemoteObjects(node, latest ? Freshness.LATEST : Freshness.STORED);
        if (destination.equals("-")) {
            return pipe(sources, objects);
        }
        return recursive ? trees(sources, destination, objects) : files(sources, destination, objects);
    }

    private int pipe(List<String> sources, RemoteObjects objects) {
        if (recursive || sources.size() > 1) {
            throw usage("one object at a time goes to standard output");
        }
        Target source = object(sources.get(0));
        objects.requireBucket(source.bucket());
        new Downloader(objects, Retry.standard(), new Tally())
                .download(source, terminal().out());
        return ExitCode.OK;
    }

    private int files(List<String> sources, String destination, RemoteObjects objects) {
        List<Target> targets = sources.stream().map(this::object).toList();
        Path path = Path.of(destination);
        boolean below = Files.isDirectory(path) || destination.endsWith("/");
        if (targets.size() > 1 && !below) {
            throw usage("several objects go into a directory: end '" + destination + "' with / to make it one");
        }
        if (targets.size() == 1) {
            objects.requireObject(targets.get(0));
        }
        return transfer.run("got", terminal(), (crew, tally, bar) -> {
            Downloader downloader = new Downloader(objects, Retry.standard(), tally);
            Destination directory = new Destination(path);
            for (Target from : targets) {
                crew.run(from.toString(), () -> {
                    Path to = below ? directory.fileFor(Destination.lastPart(from.key())) : path;
                    downloader.download(from, to);
                });
            }
        });
    }

    private int trees(List<String> sources, String destination, RemoteObjects objects) {
        List<Target> tops =
                sources.stream().map(source -> target(source).asFolder()).toList();
        for (Target top : tops) {
            objects.requireBucket(top.bucket());
            if (top.hasKey() && objects.page(top, "", "", 1).entries().isEmpty()) {
                throw notFound("no object lies below " + top);
            }
        }
        Destination directory = new Destination(Path.of(destination));
        return transfer.run("got", terminal(), (crew, tally, bar) -> {
            TransferOptions.foresee(terminal(), () -> measure(tops, objects, tally));
            Fetching fetching = new Fetching(new Downloader(objects, Retry.standard(), tally), directory, crew, tally);
            for (Target top : tops) {
                objects.forEach(top, Retry.standard(), entry -> fetch(entry, top, fetching));
            }
        });
    }

    /** A run under way. */
    private record Fetching(Downloader downloader, Destination directory, Crew crew, Tally tally) {}

    private void fetch(Entry entry, Target top, Fetching fetching) {
        Target from = new Target(top.bucket(), entry.key());
        String name = entry.key().substring(top.key().length());
        fetching.crew.run(from.toString(), () -> {
            if (entry.sizeBytes() == 0 && name.endsWith("/")) {
                makeDirectory(fetching.directory.fileFor(name.substring(0, name.length() - 1)));
                fetching.tally.fileDone();
                return;
            }
            Path to = fetching.directory.fileFor(name);
            if (skipExisting && Downloader.isThere(to, entry)) {
                fetching.tally.fileSkipped();
            } else {
                fetching.downloader.download(from, to);
            }
        });
    }

    /** What other tools store for an empty directory. */
    private static void makeDirectory(Path directory) {
        try {
            Path unused = Files.createDirectories(directory);
        } catch (IOException e) {
            throw LocalFailure.of(e);
        }
    }

    private static void measure(List<Target> tops, RemoteObjects objects, Tally tally) {
        LongAdder files = new LongAdder();
        LongAdder bytes = new LongAdder();
        for (Target top : tops) {
            objects.forEach(top, Retry.standard(), entry -> {
                files.increment();
                bytes.add(entry.sizeBytes());
            });
        }
        tally.expect(files.sum(), bytes.sum());
    }
}
