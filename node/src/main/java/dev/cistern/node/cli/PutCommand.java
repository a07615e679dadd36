package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.RemoteObjects;
import dev.cistern.node.cli.remote.Retry;
import dev.cistern.node.cli.remote.Target;
import dev.cistern.node.cli.transfer.Crew;
import dev.cistern.node.cli.transfer.LocalFailure;
import dev.cistern.node.cli.transfer.ProgressBar;
import dev.cistern.node.cli.transfer.SourceTree;
import dev.cistern.node.cli.transfer.Tally;
import dev.cistern.node.cli.transfer.Uploader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cistern put}: files, whole trees, or what comes through a pipe. */
@Command(
        name = "put",
        description = {
            "Store files as objects. Each upload is verified by its MD5; what fails for now is tried again.",
            "With -r, a directory's files go below the prefix under their relative names; of several sources each goes "
                    + "below its own name. Symbolic links are followed.%n"
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern put cat.jpg photos                 as photos/cat.jpg",
            "  cistern put cat.jpg photos/pets/tom.jpg",
            "  cistern put *.jpg photos/2026/",
            "  cistern put -r ~/Pictures photos           as photos/2026/tom.jpg and so on",
            "  cistern put -r --skip-existing ~/Pictures photos    after an interruption",
            "  tar c src | cistern put - backups/src.tar"
        })
final class PutCommand extends ClientCommand {
    @Parameters(
            arity = "2..*",
            paramLabel = "SRC… BUCKET[/KEY]",
            description =
                    "Files, or directories with -r, or - for standard input; then the key, or a prefix that ends in /.")
    private List<String> words = List.of();

    @Option(
            names = {"-r", "--recursive"},
            description = "Whole directories.")
    private boolean recursive;

    @Option(names = "--skip-existing", description = "Leave out what is stored already with the same size and MD5.")
    private boolean skipExisting;

    @Option(names = "--content-type", paramLabel = "TYPE", description = "For every object; else by the file's name.")
    private Optional<String> contentType = Optional.empty();

    @Mixin
    private TransferOptions transfer = new TransferOptions();

    PutCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(NodeClient node) {
        List<String> sources = words.subList(0, words.size() - 1);
        Target target = target(words.get(words.size() - 1));
        check(sources, target);
        RemoteObjects objects = new RemoteObjects(node);
        objects.requireBucket(target.bucket());
        return transfer.run("put", terminal(), (crew, tally, bar) -> {
            Sending sending =
                    new Sending(new Uploader(objects, Retry.standard(), tally, contentType), crew, tally, bar);
            if (!sources.contains("-")) {
                TransferOptions.foresee(terminal(), () -> measure(sources, tally));
            }
            for (String source : sources) {
                feed(source, target, sources.size() > 1, sending);
            }
        });
    }

    private void check(List<String> sources, Target target) {
        if (sources.contains("-") && (sources.size() > 1 || target.isFolder())) {
            throw usage("- is stored alone, as the object that you name: cistern put - BUCKET/KEY");
        }
        if (sources.size() > 1 && !target.isFolder() && !recursive) {
            throw usage("several files go below a prefix: end '" + target + "' with /");
        }
        for (String source : sources) {
            if (source.equals("-")) {
                continue;
            }
            if (!Files.exists(Path.of(source))) {
                throw new LocalFailure(source + ": no such file or directory");
            }
            if (Files.isDirectory(Path.of(source)) && !recursive) {
                throw usage(source + " is a directory; add -r to store all that is in it");
            }
        }
    }

    /** A run under way. */
    private record Sending(Uploader uploader, Crew crew, Tally tally, ProgressBar bar) {}

    private void feed(String source, Target target, boolean several, Sending sending) {
        if (source.equals("-")) {
            sending.crew.run(
                    target.toString(), () -> sending.uploader.upload(terminal().in(), target));
            return;
        }
        Path path = Path.of(source);
        if (!Files.isDirectory(path)) {
            String name = String.valueOf(path.getFileName());
            send(path, target.isFolder() || several ? target.asFolder().below(name) : target, sending);
            return;
        }
        Target top = target.asFolder();
        String own = String.valueOf(path.toAbsolutePath().normalize().getFileName());
        feedTree(path, several ? top.below(own + "/") : top, sending);
    }

    private void feedTree(Path directory, Target top, Sending sending) {
        SourceTree.walk(directory, new SourceTree.Visitor() {
            @Override
            public void file(Path file, String name, long sizeBytes) {
                send(file, top.below(name), sending);
            }

            @Override
            public void unusable(Path path, String why) {
                sending.bar.failed(path.toString(), why);
            }

            @Override
            public void loop(Path link) {
                sending.bar.skipped(link.toString(), "the symbolic link leads back to a directory that holds it");
            }
        });
    }

    private void send(Path file, Target to, Sending sending) {
        sending.crew.run(file.toString(), () -> {
            if (skipExisting && sending.uploader.isThere(file, to)) {
                sending.tally.fileSkipped();
            } else {
                sending.uploader.upload(file, to);
            }
        });
    }

    private static void measure(List<String> sources, Tally tally) {
        LongAdder files = new LongAdder();
        LongAdder bytes = new LongAdder();
        for (String source : sources) {
            SourceTree.walk(Path.of(source), new SourceTree.Visitor() {
                @Override
                public void file(Path file, String name, long sizeBytes) {
                    files.increment();
                    bytes.add(sizeBytes);
                }

                @Override
                public void unusable(Path path, String why) {
                    files.increment();
                }

                @Override
                public void loop(Path link) {
                    files.increment();
                }
            });
        }
        tally.expect(files.sum(), bytes.sum());
    }
}
