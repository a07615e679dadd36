package dev.cistern.node.cli;

import dev.cistern.node.cli.live.Display;
import dev.cistern.node.cli.live.Look;
import dev.cistern.node.cli.live.PlainDisplay;
import dev.cistern.node.cli.live.RawDisplay;
import dev.cistern.node.cli.live.Top;
import dev.cistern.node.cli.remote.NodeClient;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cistern top}: the connection layers of a node, live. */
@Command(
        name = "top",
        description = {
            "Watch the connection layers of a node: how full, how busy, how often a request needs a new connection, why "
                    + "connections end, the busiest hosts, and the alerts.",
            "",
            "Keys: q quits, 1 2 3 show one layer, p pauses, h explains. Where there is no terminal, or no 'stty' to read "
                    + "single keys with, frames are printed one after another."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  cistern top", "  cistern top --every 1", "  cistern top --count 2 > frames.txt"})
final class TopCommand extends ClientCommand {
    @Option(
            names = {"-e", "--every"},
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "From look to look; 0.1 and more. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "LOOKS",
            description = "End after so many looks; the second is the first with rates.")
    private long looks = Long.MAX_VALUE;

    TopCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(NodeClient node) {
        long millis = Interval.millis(seconds, this::usage);
        try (Display display = display()) {
            new Top(node.endpoint(), () -> new Look(node.get("/v1/connections")), display).run(millis, looks);
            return ExitCode.OK;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILED;
        }
    }

    private Display display() {
        Terminal terminal = terminal();
        boolean colours = !terminal.environment().containsKey("NO_COLOR");
        if (terminal.screens()) {
            Optional<RawDisplay> raw = RawDisplay.open(terminal.in(), terminal.out(), colours);
            if (raw.isPresent()) {
                return raw.get();
            }
        }
        String why = terminal.screens() ? "'stty' cannot set this terminal up" : "input and output are no terminal";
        terminal.err().println("note: " + why + ", so frames are printed one after another; Ctrl-C ends it");
        return new PlainDisplay(terminal.out());
    }
}
