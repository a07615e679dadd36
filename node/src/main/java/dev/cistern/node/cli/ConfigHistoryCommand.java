package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cistern config history}: who changed what, newest first. */
@Command(
        name = "history",
        description = {
            "List the changes of settings, newest first: when, who, from which source, old and new.",
            "In a cluster these are the changes for all nodes, and as 'node N' those of the node at the endpoint alone."
        },
        footerHeading = "%nExample:%n",
        footer = "  cistern config history")
final class ConfigHistoryCommand extends ClientCommand {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ConfigHistoryCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(NodeClient node) {
        List<Json> entries = node.get("/v1/settings/history").at("entries").elements();
        if (json) {
            terminal().out().println(Json.of(entries).pretty());
            return ExitCode.OK;
        }
        Table table = new Table("REVISION", "WHEN", "WHO", "SOURCE", "CHANGES");
        for (Json entry : entries) {
            String changes = entry.at("changes").elements().stream()
                    .map(ConfigHistoryCommand::inWords)
                    .collect(Collectors.joining("; "));
            table.row(
                    (entry.at("scope").text().equals("node") ? "node " : "")
                            + entry.at("revision").text(),
                    entry.at("when").text(),
                    entry.at("who").text(),
                    entry.at("source").text(),
                    changes);
        }
        table.print(terminal().out());
        return ExitCode.OK;
    }

    /** Where the value is the same, what is in the file that it names is another. */
    private static String inWords(Json change) {
        String before = SettingsView.shown(change.at("old"));
        String now = SettingsView.shown(change.at("new"));
        String effective = change.at("effective").text();
        return change.at("key").text() + ": "
                + (before.equals(now) && !effective.isEmpty() ? effective : before + " → " + now);
    }
}
