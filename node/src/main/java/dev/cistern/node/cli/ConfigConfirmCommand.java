package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cistern config confirm}: keeps a change that was made with {@code --confirm-within}. */
@Command(
        name = "confirm",
        description = "Keep a change that was made with --confirm-within.%n",
        footerHeading = "%nExample:%n",
        footer = {"  cistern config cluster transport.protocol=http2 --confirm-within 60s", "  cistern config confirm"})
final class ConfigConfirmCommand extends ClientCommand {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ConfigConfirmCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(NodeClient node) {
        Json answer = node.call("POST", "/v1/settings/confirm", Json.of(Map.of()));
        terminal()
                .out()
                .println(
                        json
                                ? answer.pretty()
                                : "revision " + answer.at("revision").text() + " is kept");
        return ExitCode.OK;
    }
}
