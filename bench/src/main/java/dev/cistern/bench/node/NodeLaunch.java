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
 * @param place where it runs, and the address that it listens on
 * @param port where it listens
 * @param config settings file or folder
 * @param assignments {@code key=value}, each a {@code --set}
 * @param jvmOptions flags for its JVM
 */
public record NodeLaunch(
        Path data, Place place, int port, Optional<Path> config, List<String> assignments, List<String> jvmOptions) {

    /** A node with default settings on a free port. */
    public static NodeLaunch in(Path data) {
        return new NodeLaunch(data, Place.HERE, freePort(), Optional.empty(), List.of(), List.of());
    }

    public NodeLaunch onPort(int other) {
        return new NodeLaunch(data, place, other, config, assignments, jvmOptions);
    }

    public NodeLaunch withConfig(Path file) {
        return new NodeLaunch(data, place, port, Optional.of(file), assignments, jvmOptions);
    }

    public NodeLaunch with(String... more) {
        List<String> all = new ArrayList<>(assignments);
        all.addAll(List.of(more));
        return new NodeLaunch(data, place, port, config, all, jvmOptions);
    }

    public NodeLaunch withJvm(String... flags) {
        return new NodeLaunch(data, place, port, config, assignments, List.of(flags));
    }

    /** A node that asks the name servers which this file names; needs root, on Linux. */
    public NodeLaunch resolvingBy(Path file) {
        return new NodeLaunch(data, place.resolvingBy(file), port, config, assignments, jvmOptions);
    }

    /** With these words before its command line, such as {@code env NAME=VALUE}. */
    public NodeLaunch startedBy(String... words) {
        return new NodeLaunch(data, place.startedBy(List.of(words)), port, config, assignments, jvmOptions);
    }

    /** On a host of its own, with the address of that; needs root, on Linux. */
    public NodeLaunch on(Subnet.Host host) {
        return new NodeLaunch(data, Place.on(host), port, config, assignments, jvmOptions);
    }

    /** The address that it listens on. */
    public String host() {
        return place.host();
    }

    /** The command line. */
    List<String> command() {
        List<String> command = new ArrayList<>(place.prefix());
        command.addAll(List.of(
                RepositoryRoot.path().resolve("cistern").toString(),
                "server",
                "--data",
                data.toString(),
                "--listen",
                place.host() + ":" + port));
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
