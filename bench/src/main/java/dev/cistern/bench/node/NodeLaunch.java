package dev.cistern.bench.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a node is started.
 *
 * @param data its data folder
 * @param port where it listens on 127.0.0.1
 * @param config settings file or folder
 * @param assignments {@code key=value}, each a {@code --set}
 * @param jvmOptions flags for its JVM
 */
public record NodeLaunch(
        Path data, int port, Optional<Path> config, List<String> assignments, List<String> jvmOptions) {

    /** A node with default settings on a free port. */
    public static NodeLaunch in(Path data) {
        return new NodeLaunch(data, freePort(), Optional.empty(), List.of(), List.of());
    }

    public NodeLaunch onPort(int other) {
        return new NodeLaunch(data, other, config, assignments, jvmOptions);
    }

    public NodeLaunch withConfig(Path file) {
        return new NodeLaunch(data, port, Optional.of(file), assignments, jvmOptions);
    }

    public NodeLaunch with(String... more) {
        List<String> all = new ArrayList<>(assignments);
        all.addAll(List.of(more));
        return new NodeLaunch(data, port, config, all, jvmOptions);
    }

    public NodeLaunch withJvm(String... flags) {
        return new NodeLaunch(data, port, config, assignments, List.of(flags));
    }

    /** The command line. */
    List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                RepositoryRoot.path().resolve("cistern").toString(),
                "server",
                "--data",
                data.toString(),
                "--listen",
                "127.0.0.1:" + port));
        config.ifPresent(path -> command.addAll(List.of("--config", path.toString())));
        assignments.forEach(assignment -> command.addAll(List.of("--set", assignment)));
        return command;
    }

    /** A port that was free a moment ago. */
    public static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on 127.0.0.1", e);
        }
    }
}
