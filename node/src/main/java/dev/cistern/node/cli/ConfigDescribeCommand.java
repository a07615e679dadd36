package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.UrlPath;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cistern config describe}: what settings mean. */
@Command(
        name = "describe",
        description = "Say what settings mean: type, default, unit, range, and whether a change needs a restart.%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern config describe                            every setting",
            "  cistern config describe net.http.idle_conn_time",
            "  cistern config describe transport --json"
        })
final class ConfigDescribeCommand extends ClientCommand {
    @Parameters(arity = "0..1", paramLabel = "KEY|PREFIX", description = "Which settings; all of them when left out.")
    private @Nullable String prefix;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ConfigDescribeCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(NodeClient node) {
        String wanted = prefix == null ? "" : prefix;
        List<Json> settings = node.get(UrlPath.withQuery("/v1/settings/describe", "prefix", wanted))
                .at("settings")
                .elements();
        if (settings.isEmpty()) {
            throw notFound(
                    "no setting is called '" + wanted + "' or begins with it; 'cistern config describe' lists all");
        }
        if (json) {
            terminal().out().println(Json.of(settings).pretty());
        } else {
            settings.forEach(setting -> print(setting, terminal().out()));
        }
        return ExitCode.OK;
    }

    private static void print(Json setting, PrintStream out) {
        String unit = setting.at("unit").text();
        String range = setting.at("range").text();
        out.println(setting.at("key").text());
        out.println("    " + setting.at("description").text());
        out.println("    " + setting.at("type").text() + (unit.isEmpty() ? "" : " in " + unit) + ", default "
                + SettingsView.shown(setting.at("default")) + (range.isEmpty() ? "" : ", range " + range)
                + (setting.at("live").isTrue() ? ", live" : ", needs a restart"));
    }
}
