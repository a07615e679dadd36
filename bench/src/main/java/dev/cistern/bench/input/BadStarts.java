package dev.cistern.bench.input;

import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** Starts that cannot work must end at once, not with 0, and say what is wrong. */
final class BadStarts {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Trial trial;
    private final NodeProcess running;
    private int number;

    BadStarts(Trial trial, NodeProcess running) {
        this.trial = trial;
        this.running = running;
    }

    void run() throws IOException, InterruptedException {
        Path file = Files.writeString(trial.folder().resolve("regular-file"), "in the way");
        refuse("a data folder below a regular file", NodeLaunch.in(file.resolve("data")), List.of("regular-file"));
        readOnly();
        int port = running.address().getPort();
        NodeLaunch samePort = NodeLaunch.in(trial.newFolder("other-data")).onPort(port);
        refuse("a port in use", samePort, List.of(Integer.toString(port)));
        NodeLaunch sameData = NodeLaunch.in(running.launch().data());
        refuse(
                "a second server on the same data folder",
                sameData,
                List.of(running.launch().data().toString()));
        configurations();
        trial.check("the first server is unharmed", running.isAlive(), "it runs");
    }

    private void readOnly() throws IOException, InterruptedException {
        Path folder = trial.newFolder("read-only");
        try (Tmpfs mounted = Tmpfs.mount(folder, "ro,size=1m")) {
            refuse(
                    "a data folder on a read-only file system",
                    NodeLaunch.in(mounted.folder().resolve("data")),
                    List.of("read-only"));
        } catch (Tmpfs.UnavailableException e) {
            trial.skip("a data folder on a read-only file system", e.getMessage());
        }
    }

    private void configurations() throws IOException, InterruptedException {
        Path unknown = config("unknown.yaml", "net:\n  http:\n    server_idle_tme: 2s\n    max_conns: none\n");
        List<String> all = List.of("unknown.yaml", ":3", "server_idle_tme", "server_idle_time", "max_conns");
        refuse("a settings file with two errors", fresh().withConfig(unknown), all);
        Path malformed = config("malformed.yaml", "net: [\n");
        refuse("a settings file that is no YAML", fresh().withConfig(malformed), List.of("malformed.yaml"));
        refuse(
                "a settings file that is not there",
                fresh().withConfig(trial.folder().resolve("absent.yaml")),
                List.of("absent.yaml"));
        refuse(
                "a --set of an unknown key",
                fresh().with("net.http.idle_cons=5"),
                List.of("net.http.idle_cons", "net.http.idle_conns"));
        refuse(
                "a --set of 0 where it is refused",
                fresh().with("transport.idle_timeout_ms=0"),
                List.of("value must be greater than zero"));
    }

    private NodeLaunch fresh() throws IOException {
        return NodeLaunch.in(trial.newFolder("start-" + ++number));
    }

    private Path config(String name, String text) throws IOException {
        return Files.writeString(trial.folder().resolve(name), text);
    }

    private void refuse(String what, NodeLaunch launch, List<String> says) throws IOException, InterruptedException {
        Path log = trial.folder().resolve("refused-" + ++number + ".log");
        try (NodeProcess process = NodeProcess.start(launch, log)) {
            OptionalInt exit = process.awaitExit(LIMIT);
            String text = process.log();
            List<String> missing =
                    says.stream().filter(word -> !text.contains(word)).toList();
            boolean readable = !text.contains("\tat ");
            trial.check(
                    what + " ends the start with a message",
                    exit.isPresent() && exit.getAsInt() != 0 && missing.isEmpty() && readable,
                    (exit.isPresent() ? "exit code " + exit.getAsInt() : "it runs on")
                            + (missing.isEmpty() ? "" : ", does not say " + missing)
                            + (readable ? "" : ", prints a stack trace")
                            + ": " + process.logTail());
        }
    }
}
