package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cistern connections}: the connection layers of a node, in figures. */
@Command(
        name = "connections",
        description =
                "Show the connections of a node, layer by layer: how many, how old, why they were closed, and the "
                        + "limits in force.%n",
        footerHeading = "%nExamples:%n",
        footer = {"  cistern connections", "  cistern connections --json"})
final class ConnectionsCommand extends ClientCommand {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ConnectionsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(NodeClient node) {
        Json answer = node.get("/v1/connections");
        PrintStream out = terminal().out();
        if (json) {
            out.println(answer.pretty());
            return ExitCode.OK;
        }
        String gap = "";
        for (Json layer : answer.at("layers").elements()) {
            out.print(gap);
            print(layer, out);
            gap = System.lineSeparator();
        }
        return ExitCode.OK;
    }

    private static void print(Json layer, PrintStream out) {
        Table figures = new Table(layer.at("layer").text().toUpperCase(Locale.ROOT), "");
        layer.at("figures").members().forEach((name, figure) -> figures.row(name.replace('_', ' '), shown(figure)));
        Json closes = layer.at("closes");
        if (!closes.members().isEmpty()) {
            figures.row("closed by reason", shown(closes));
        }
        figures.print(out);
        List<Json> limits = layer.at("limits").elements();
        if (!limits.isEmpty()) {
            out.println();
            printLimits(limits, out);
        }
        List<Json> recent = layer.at("recent_closes").elements();
        if (!recent.isEmpty()) {
            out.println();
            printRecent(recent, out);
        }
    }

    private static String shown(Json figure) {
        return figure.isObject()
                ? figure.members().entrySet().stream()
                        .map(part -> part.getKey() + " " + part.getValue().text())
                        .collect(Collectors.joining(", "))
                : figure.text();
    }

    private static void printLimits(List<Json> limits, PrintStream out) {
        Table table = new Table("LIMIT", "VALUE", "EFFECTIVE");
        for (Json limit : limits) {
            table.row(
                    limit.at("key").text(),
                    limit.at("value").text(),
                    limit.at("effective").text());
            limit.at("reason").optionalText().filter(text -> !text.isEmpty()).ifPresent(table::note);
        }
        table.print(out);
    }

    private static void printRecent(List<Json> closes, PrintStream out) {
        Table table = new Table("CLOSED AT", "REASON", "PEER", "AGE");
        for (Json close : closes) {
            table.row(
                    close.at("when").text(),
                    close.at("reason").text(),
                    close.at("peer").text(),
                    close.at("age_ms").text() + " ms");
        }
        table.print(out);
    }
}
