package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.UrlPath;
import dev.cistern.node.cli.transfer.LocalFailure;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cistern advise}: what the settings of the connection layers should be, and what others would cost. */
@Command(
        name = "advise",
        description = {
            "Say what the connection settings should be, by what was measured, with the arithmetic.",
            "Dials per 1,000 requests are shown as measured, and as a replay of the recorded requests makes them with the",
            "values now, with those recommended, and with those of --what-if. Nothing is set without --apply."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern advise                                    all layers",
            "  cistern advise net.http.backend_idle_conns        the settings that begin so",
            "  cistern advise --what-if net.http.backend_idle_conns_per_host=64",
            "                                                    what it would cost or save",
            "  cistern advise net.http --apply --confirm-within 60s",
            "                                                    sets what is recommended, unless undone"
        })
final class AdviseCommand extends ClientCommand {
    @Parameters(arity = "0..1", paramLabel = "PREFIX", description = "The settings concerned, such as net.http.")
    private String prefix = "";

    @Option(
            names = "--what-if",
            paramLabel = "KEY=VALUE",
            arity = "1..*",
            description = "Settings to try on the recorded requests.")
    private List<String> whatIf = List.of();

    @Option(names = "--layer", paramLabel = "LAYER", description = "Only clients, peers or backends.")
    private String layer = "";

    @Option(names = "--host", paramLabel = "HOST", description = "Show only this host.")
    private String host = "";

    @Option(names = "--apply", description = "Set what is recommended, all of it or nothing; asks first.")
    private boolean apply;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Option(
            names = "--confirm-within",
            paramLabel = "TIME",
            description = "With --apply: undo it unless 'cistern config confirm' comes in time; such as 60s.")
    private @Nullable String confirmWithin;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    AdviseCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(NodeClient node) {
        if (apply && !whatIf.isEmpty()) {
            throw usage("--apply sets what is recommended, not what --what-if tries: give one of them");
        }
        if (confirmWithin != null && !apply) {
            throw usage("--confirm-within goes with --apply");
        }
        Json answer = node.get(
                UrlPath.withQuery("/v1/advice", "layer", layer, "host", host, "what_if", String.join(",", whatIf)));
        AdviceView view = new AdviceView(answer, prefix);
        if (!prefix.isEmpty() && view.isEmpty()) {
            throw notFound("no setting that advice is given on begins with '" + prefix
                    + "'; 'cistern advise' without it shows which there are");
        }
        if (json && !apply) {
            terminal().out().println(answer.pretty());
            return ExitCode.OK;
        }
        if (!json) {
            view.print(terminal().out());
        }
        return apply ? apply(node, view.changes()) : ExitCode.OK;
    }

    private int apply(NodeClient node, Map<String, Json> changes) {
        if (changes.isEmpty()) {
            terminal().err().println("nothing to apply");
            return ExitCode.OK;
        }
        if (!yes && !agreed(changes)) {
            terminal().err().println("nothing was set");
            return ExitCode.FAILED;
        }
        Map<String, Json> request = new LinkedHashMap<>();
        request.put("scope", Json.of("cluster"));
        request.put("set", Json.of(changes));
        if (confirmWithin != null) {
            request.put("confirm_within", Json.of(confirmWithin));
        }
        ChangeReport.print(node.call("PUT", "/v1/settings", Json.of(request)), json, terminal());
        return ExitCode.OK;
    }

    private boolean agreed(Map<String, Json> changes) {
        if (!terminal().asks()) {
            throw usage("--apply changes settings; say --yes where nobody can be asked");
        }
        terminal().out().flush();
        changes.forEach((key, value) -> terminal().err().println("  " + Terminal.printable(key + "=" + value.text())));
        terminal().err().print("set this? [y/N] ");
        terminal().err().flush();
        try {
            int answer = terminal().in().read();
            return answer == 'y' || answer == 'Y';
        } catch (IOException e) {
            throw LocalFailure.of(e);
        }
    }
}
