package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.NodeException;
import dev.cistern.node.cli.remote.NodeException.Kind;
import dev.cistern.node.cli.remote.RemoteObjects;
import dev.cistern.node.cli.remote.Retry;
import dev.cistern.node.cli.remote.Target;
import dev.cistern.node.cli.transfer.Crew;
import dev.cistern.node.cli.transfer.LocalFailure;
import dev.cistern.node.cli.transfer.Tally;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cistern rm}: objects, or all below a prefix. */
@Command(
        name = "rm",
        description = "Remove objects; with -r everything below a prefix, in parallel.%n",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern rm photos/pets/tom.jpg",
            "  cistern rm -r photos/2024            asks first",
            "  cistern rm -r --yes photos/2024"
        })
final class RmCommand extends ClientCommand {
    @Parameters(arity = "1..*", paramLabel = "BUCKET/KEY", description = "Objects, or buckets and prefixes with -r.")
    private List<String> words = List.of();

    @Option(
            names = {"-r", "--recursive"},
            description = "Everything below each prefix.")
    private boolean recursive;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Mixin
    private TransferOptions transfer = new TransferOptions();

    RmCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(NodeClient node) {
        RemoteObjects objects = new RemoteObjects(node);
        if (!recursive) {
            for (Target object : words.stream().map(this::object).toList()) {
                objects.delete(object);
                terminal().err().println("removed " + Terminal.printable(object.toString()));
            }
            return ExitCode.OK;
        }
        List<Target> tops = words.stream().map(word -> target(word).asFolder()).toList();
        for (Target top : tops) {
            objects.requireBucket(top.bucket());
        }
        if (!yes && !agreed(tops)) {
            terminal().err().println("nothing was removed");
            return ExitCode.FAILED;
        }
        return transfer.run("removed", terminal(), (crew, tally, bar) -> {
            for (Target top : tops) {
                objects.forEach(top, Retry.standard(), entry -> {
                    remove(new Target(top.bucket(), entry.key()), objects, crew, tally);
                });
            }
        });
    }

    private static void remove(Target object, RemoteObjects objects, Crew crew, Tally tally) {
        crew.run(object.toString(), () -> {
            boolean unused = Retry.standard().call(() -> {
                try {
                    objects.delete(object);
                    return true;
                } catch (NodeException e) {
                    if (e.kind() == Kind.NOT_FOUND) {
                        return false;
                    }
                    throw e;
                }
            });
            tally.fileDone();
        });
    }

    private boolean agreed(List<Target> tops) {
        if (!terminal().asks()) {
            throw usage("rm -r asks before it removes, and nobody is here to answer; add --yes");
        }
        terminal().err().print("remove everything below " + Terminal.printable(tops.toString()) + "? [y/N] ");
        terminal().err().flush();
        try {
            int answer = terminal().in().read();
            return answer == 'y' || answer == 'Y';
        } catch (IOException e) {
            throw LocalFailure.of(e);
        }
    }
}
