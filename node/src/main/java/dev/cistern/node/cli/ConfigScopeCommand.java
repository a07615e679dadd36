package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.UrlPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cistern config cluster} and {@code config node}: shows the settings of that scope, or changes some at once. */
@Command(
        description = {
            "Show settings, or change them.",
            "'cluster' is what holds for every node; 'node' is what one node has of its own, over it.%n"
        },
        sortOptions = false,
        footerHeading = "%nExamples (the same with node for cluster):%n",
        footer = {
            "  cistern config cluster                                     everything",
            "  cistern config cluster net.http --json                     one section, nested from the root",
            "  cistern config cluster net.http --show-origin              and where each value comes from",
            "  cistern config cluster net.http.idle_conn_time=30s net.http.idle_conns=1000",
            "                                                             both or none",
            "  cistern config cluster transport.protocol=http2 --confirm-within 60s",
            "                                                             undone unless confirmed in time",
            "  cistern config cluster --unset net.http.idle_conn_time     back to the file, or the default"
        })
final class ConfigScopeCommand extends ClientCommand {
    private final String scope;

    @Parameters(
            arity = "0..*",
            paramLabel = "PREFIX|KEY|KEY=VALUE",
            description = "What to show; or settings to change, all of them or none.")
    private List<String> words = List.of();

    @Option(names = "--unset", paramLabel = "KEY", description = "Take a change back, so that file or default hold.")
    private List<String> unset = List.of();

    @Option(
            names = "--confirm-within",
            paramLabel = "TIME",
            description = "Undo the change by itself unless 'cistern config confirm' comes in time; such as 60s.")
    private @Nullable String confirmWithin;

    @Option(names = "--show-origin", description = "Say where each value comes from.")
    private boolean showOrigin;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ConfigScopeCommand(Terminal terminal, String scope) {
        super(terminal);
        this.scope = scope;
    }

    @Override
    int run(NodeClient node) {
        Map<String, Json> set = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals == 0) {
                throw usage("'" + word + "' has no key; write KEY=VALUE");
            }
            if (equals > 0) {
                set.put(word.substring(0, equals), Json.of(word.substring(equals + 1)));
            }
        }
        if (set.isEmpty() && unset.isEmpty()) {
            return show(node);
        }
        if (set.size() < words.size()) {
            throw usage("each setting to change is written KEY=VALUE, once");
        }
        return change(node, set);
    }

    private int show(NodeClient node) {
        if (words.size() > 1) {
            throw usage("one PREFIX or KEY at a time; to change settings write KEY=VALUE");
        }
        if (confirmWithin != null) {
            throw usage("--confirm-within goes with a change, such as KEY=VALUE");
        }
        String prefix = words.isEmpty() ? "" : words.get(0);
        Json answer = node.get(UrlPath.withQuery("/v1/settings", "scope", scope, "prefix", prefix));
        SettingsView view = new SettingsView(answer, showOrigin);
        if (view.isEmpty()) {
            throw notFound(
                    "no setting is called '" + prefix + "' or begins with it; 'cistern config describe' lists all");
        }
        if (json) {
            terminal().out().println(view.nested().pretty());
        } else {
            view.print(terminal());
        }
        return ExitCode.OK;
    }

    private int change(NodeClient node, Map<String, Json> set) {
        Map<String, Json> request = new LinkedHashMap<>();
        request.put("scope", Json.of(scope));
        request.put("set", Json.of(set));
        request.put("unset", Json.of(unset.stream().map(Json::of).toList()));
        if (confirmWithin != null) {
            request.put("confirm_within", Json.of(confirmWithin));
        }
        Json answer = node.call("PUT", "/v1/settings", Json.of(request));
        ChangeReport.print(answer, json, terminal());
        return ExitCode.OK;
    }
}
