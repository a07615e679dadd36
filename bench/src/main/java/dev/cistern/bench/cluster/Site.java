package dev.cistern.bench.cluster;

import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;

/** The processes of a cluster, by name. Started and killed by one thread; others may look. */
final class Site {
    private static final Duration LONGEST_START = Duration.ofMinutes(3);

    private final Trial trial;
    private final Ground ground;
    private final Map<String, NodeProcess> nodes = new ConcurrentSkipListMap<>();
    private final Map<String, NodeLaunch> launches = new ConcurrentSkipListMap<>();

    /** What a node is started on. */
    interface Ground {
        /** All on this machine. */
        Ground HERE = (name, launch) -> launch;

        NodeLaunch launch(String name, NodeLaunch launch) throws IOException, InterruptedException;
    }

    Site(Trial trial, Ground ground) {
        this.trial = trial;
        this.ground = ground;
    }

    /** Starts a node for the first time; it joins the one named, unless it is the first. */
    void add(String name, String member) throws IOException, InterruptedException {
        add(name, trial.newFolder(name), member);
    }

    private void add(String name, Path data, String member) throws IOException, InterruptedException {
        NodeLaunch launch = ground.launch(name, NodeLaunch.in(data)).with("cluster.name=" + name);
        if (!member.isEmpty()) {
            launch = launch.with("cluster.join=" + launch(member).host() + ":"
                    + launch(member).port());
        }
        launches.put(name, launch);
        start(name);
        trial.say("%s is ready", name);
    }

    /** The same name on an empty disk. */
    void addWiped(String name, String member) throws IOException, InterruptedException {
        add(name, trial.newFolder(name + "-wiped"), member);
    }

    /** Starts it again and waits until it serves, whether or not the others are there. */
    void start(String name) throws IOException, InterruptedException {
        begin(name);
        awaitReady(name);
    }

    void begin(String name) throws IOException {
        Path log = trial.folder().resolve(name + ".log");
        nodes.put(name, trial.keep(NodeProcess.start(launch(name), log)));
    }

    void awaitReady(String name) throws IOException, InterruptedException {
        Duration took = node(name).awaitReady(LONGEST_START);
        if (took.isNegative()) {
            throw new IOException("time went backwards");
        }
    }

    void kill(String name) {
        node(name).kill();
    }

    void signal(String name, String signal) throws IOException, InterruptedException {
        String pid = Long.toString(node(name).pid());
        int code = new ProcessBuilder("kill", "-" + signal, pid)
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException(String.format(Locale.ROOT, "kill -%s %s gave %d", signal, pid, code));
        }
    }

    void forget(String name) {
        kill(name);
        nodes.remove(name);
        launches.remove(name);
    }

    List<String> names() {
        return List.copyOf(launches.keySet());
    }

    InetSocketAddress address(String name) {
        return node(name).address();
    }

    long pid(String name) {
        return node(name).pid();
    }

    /** Where its clients' port is. */
    String url(String name) {
        return "http://" + launch(name).host() + ":" + launch(name).port();
    }

    Path data(String name) {
        return launch(name).data();
    }

    private NodeProcess node(String name) {
        return Objects.requireNonNull(nodes.get(name), name);
    }

    private NodeLaunch launch(String name) {
        return Objects.requireNonNull(launches.get(name), name);
    }
}
