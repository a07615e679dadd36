package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.UrlPath;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cistern cluster drain}: empties a node that is to be removed. */
@Command(
        name = "drain",
        description = {
            "Have the copies that lie on a node made on the others, and deleted there. It serves and votes meanwhile, and takes no",
            "new copies. Shows how many are left, and ends when none is: then it may be removed. Interrupted, the nodes go on."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern cluster drain n2",
            "  cistern cluster drain n2 --no-wait      begin, and end at once",
            "  cistern cluster drain n2 --cancel       let it have copies again"
        })
final class ClusterDrainCommand extends ClientCommand {
    private static final long LOOK_MILLIS = 1_000;

    @Parameters(arity = "1", paramLabel = "NODE", description = "Its name, as 'cistern cluster' shows it.")
    private String name = "";

    @Option(names = "--no-wait", description = "Do not wait until it is empty.")
    private boolean noWait;

    @Option(names = "--cancel", description = "Let it have copies again.")
    private boolean cancel;

    ClusterDrainCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(NodeClient node) {
        String path = "/v1/cluster/members/" + UrlPath.segment(name) + "/drain";
        Json left = node.call(cancel ? "DELETE" : "PUT", path, Json.of(Map.of()));
        if (cancel) {
            terminal().out().println(Terminal.printable(name + " has copies again"));
            return ExitCode.OK;
        }
        while (!noWait && left.at("blobs").number() > 0) {
            say(left);
            pause();
            left = node.get(path);
        }
        terminal().draw("");
        terminal()
                .out()
                .println(Terminal.printable(
                        left.at("blobs").number() == 0
                                ? name + " is empty; take it out with 'cistern cluster remove " + name + "'"
                                : name + " is being drained; " + words(left)));
        return ExitCode.OK;
    }

    private void say(Json left) {
        String line = name + ": " + words(left);
        if (terminal().draws()) {
            terminal().draw(line);
        } else {
            terminal().err().println(Terminal.printable(line));
        }
    }

    private static String words(Json left) {
        return String.format(
                Locale.ROOT,
                "%d blobs, %d MiB left",
                left.at("blobs").number(),
                left.at("bytes").number() >> 20);
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
