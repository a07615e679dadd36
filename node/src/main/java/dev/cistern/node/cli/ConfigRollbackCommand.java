package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cistern config rollback}: back to how settings were. */
@Command(
        name = "rollback",
        description = {
            "Undo the last change, or go back to how settings were at revision N.",
            "In a cluster: the last change for all nodes; what one node has of its own stays, and goes with --unset."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern config rollback       undo the last change",
            "  cistern config rollback 7     as after revision 7; 'cistern config history' lists them"
        })
final class ConfigRollbackCommand extends ClientCommand {
    @Parameters(arity = "0..1", paramLabel = "N", description = "A revision; the one before the last when left out.")
    private @Nullable Long revision;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ConfigRollbackCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(NodeClient node) {
        Json request = Json.of(revision == null ? Map.of() : Map.of("to", Json.of(revision.longValue())));
        ChangeReport.print(node.call("POST", "/v1/settings/rollback", request), json, terminal());
        return ExitCode.OK;
    }
}
