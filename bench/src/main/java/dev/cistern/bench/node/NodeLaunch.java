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
 * @param resolver what it sees as {@code /etc/resolv.conf}
 */
public record NodeLaunch(
        Path data,
        int port,
        Optional<Path> config,
        List<String> assignments,
        List<String> jvmOptions,
        Optional<Path> resolver) {
    /** In a mount namespace of its own, so that nobody else sees it. */
    private static final String WITH_RESOLVER = "mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"";

    /** A node with default settings on a free port. */
    public static NodeLaunch in(Path data) {
        return new NodeLaunch(data, freePort(), Optional.empty(), List.of(), List.of(), Optional.empty());
    }

    public NodeLaunch onPort(int other) {
        return new NodeLaunch(data, other, config, assignments, jvmOptions, resolver);
    }

    public NodeLaunch withConfig(Path file) {
        return new NodeLaunch(data, port, Optional.of(file), assignments, jvmOptions, resolver);
    }

    public NodeLaunch with(String... more) {
        List<String> all = new ArrayList<>(assignments);
        all.addAll(List.of(more));
        return new NodeLaunch(data, port, config, all, jvmOptions, resolver);
    }

    public NodeLaunch withJvm(String... flags) {
        return new NodeLaunch(data, port, config, assignments, List.of(flags), resolver);
    }

    /** A node that asks the name servers which this file names; needs root, on Linux. */
    public NodeLaunch resolvingBy(Path file) {
        return new NodeLaunch(data, port, config, assignments, jvmOptions, Optional.of(file));
    }

    /** The command line. */
    List<String> command() {
        List<String> command = new ArrayList<>();
        resolver.ifPresent(
                file -> command.addAll(List.of("unshare", "--mount", "sh", "-c", WITH_RESOLVER, file.toString())));
        command.addAll(List.of(
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
