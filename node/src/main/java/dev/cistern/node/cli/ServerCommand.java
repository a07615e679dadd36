package dev.cistern.node.cli;

import dev.cistern.node.ServerOptions;
import dev.cistern.node.ServerStart;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cistern server}: hands what was written over to the server and waits for its end. */
@Command(
        name = "server",
        description = {
            "Run a node: it stores and serves objects until it gets SIGTERM or Ctrl-C, then drains.",
            "Without options it serves on 127.0.0.1:7070 with its data in ./cistern-data."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern server",
            "  cistern server --data /srv/cistern --listen 127.0.0.1:8080",
            "  cistern server --config conf/cistern.yaml    watched: an edit is in force within a second",
            "  cistern server --config /etc/cistern         a directory of files, such as a mounted ConfigMap",
            "  cistern server --data d2 --listen 127.0.0.1:7080 --join 127.0.0.1:7070    a second node on one machine",
            "  cistern server --set net.http.server_idle_time=5s --set net.http.drain_time=10s",
            "",
            "'cistern config describe' lists every setting of a running node."
        })
final class ServerCommand implements Callable<Integer> {
    private final Supplier<ServerStart> server;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the objects are; made when missing. Short for --set store.data_dir=DIR.")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where to serve; port 0 takes a free one. Short for --set node.listen=HOST:PORT.")
    private Optional<String> listen = Optional.empty();

    @Option(
            names = "--join",
            paramLabel = "HOST:PORT[,…]",
            description = {
                "Become a member of the cluster that these nodes are in, or that they found when asked; one is enough.",
                "Remembered in DIR. What one node has, all have. Short for --set" + " cluster.join=…"
            })
    private Optional<String> join = Optional.empty();

    @Option(names = "--config", paramLabel = "FILE|DIR", description = "Settings, watched while the node runs.")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting, over files and environment; may be given more than once.")
    private Map<String, String> set = new LinkedHashMap<>();

    ServerCommand(Supplier<ServerStart> server) {
        this.server = server;
    }

    @Override
    public Integer call() {
        Map<String, String> settings = new LinkedHashMap<>();
        data.ifPresent(directory -> settings.put("store.data_dir", directory.toString()));
        listen.ifPresent(address -> settings.put("node.listen", address));
        join.ifPresent(addresses -> settings.put("cluster.join", addresses));
        settings.putAll(set);
        return server.get().run(new ServerOptions(data, listen, config, settings));
    }
}
