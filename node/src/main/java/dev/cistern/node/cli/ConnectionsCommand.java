package dev.cistern.node.cli;

import dev.cistern.node.cli.live.Look;
import dev.cistern.node.cli.live.Screen.Size;
import dev.cistern.node.cli.live.Since;
import dev.cistern.node.cli.live.Stty;
import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cistern connections}: the connection layers of a node, in figures. */
@Command(
        name = "connections",
        description = {
            "Show the connections of a node, layer by layer: how many, how old, how long requests wait, why connections "
                    + "were closed, and the limits in force with the reason of each.",
            "",
            "The layers: 1 clients, which clients opened to the node; 2 peers, which it opens to other nodes; 3 backends, "
                    + "which it opens to the backends of buckets."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern connections",
            "  cistern connections --layer backends --watch",
            "  cistern connections --host 127.0.0.1:9000",
            "  cistern connections --json"
        })
final class ConnectionsCommand extends ClientCommand {
    private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

    @Option(
            names = "--layer",
            paramLabel = "LAYER",
            description = "Only this one: clients, peers, backends, or 1, 2, 3.")
    private @Nullable String layer;

    @Option(names = "--host", paramLabel = "HOST:PORT", description = "Only this host, and the layers that know it.")
    private @Nullable String host;

    @Option(
            names = "--watch",
            arity = "0..1",
            fallbackValue = "2",
            paramLabel = "SECONDS",
            description =
                    "Look again and again, every two seconds unless told otherwise, and show what happens a second.")
    private @Nullable Double seconds;

    @Option(names = "--count", paramLabel = "LOOKS", description = "With --watch: end after so many looks.")
    private long looks = Long.MAX_VALUE;

    @Option(names = "--json", description = "Print JSON; with --watch one line for each look.")
    private boolean json;

    ConnectionsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(NodeClient node) {
        Double every = seconds;
        if (every != null) {
            return watch(node, Interval.millis(every, this::usage));
        }
        Json answer = node.get(path());
        PrintStream out = terminal().out();
        if (json) {
            out.println(answer.pretty());
        } else {
            new ConnectionsReport(new Since(null, new Look(answer))).print(out);
        }
        return ExitCode.OK;
    }

    private String path() {
        StringBuilder path = new StringBuilder("/v1/connections");
        String separator = "?";
        if (layer != null) {
            path.append(separator).append("layer=").append(URLEncoder.encode(layer, StandardCharsets.UTF_8));
            separator = "&";
        }
        if (host != null) {
            path.append(separator).append("host=").append(URLEncoder.encode(host, StandardCharsets.UTF_8));
        }
        return path.toString();
    }

    private int watch(NodeClient node, long everyMillis) {
        PrintStream out = terminal().out();
        Look before = null;
        for (long looked = 1; looked <= looks; looked++) {
            Look now = new Look(node.get(path()));
            if (json) {
                out.println(now.json().compact());
            } else {
                show(new Since(before, now), out);
            }
            out.flush();
            before = now;
            if (looked < looks && !paused(everyMillis)) {
                return ExitCode.FAILED;
            }
        }
        return ExitCode.OK;
    }

    private void show(Since since, PrintStream out) {
        if (!terminal().shows()) {
            out.println("== " + Instant.now());
            new ConnectionsReport(since).print(out);
            out.println();
            return;
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrintStream page = new PrintStream(text, false, StandardCharsets.UTF_8);
        new ConnectionsReport(since).print(page);
        page.flush();
        List<String> lines = text.toString(StandardCharsets.UTF_8).lines().toList();
        int room = Stty.size().map(Size::rows).orElse(Integer.MAX_VALUE) - 1;
        out.print(CLEAR);
        boolean all = lines.size() <= room;
        lines.stream().limit(all ? room : Math.max(1, room - 1)).forEach(out::println);
        if (!all) {
            out.println("… " + (lines.size() - room + 1) + " more lines; --layer shows one layer alone");
        }
    }

    private static boolean paused(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
