package dev.cistern.bench.cluster;

import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.trial.Ran;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Nodes of which each has a clock of its own, that can be set while it runs. A library that is preloaded shifts what they are told of
 * the time of day; it is compiled when it is needed. They have a secret, since what is signed may depend on the time.
 */
final class Clocks implements Site.Ground {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final Path folder;
    private final Path library;
    private final Path secret;

    private Clocks(Path folder, Path library, Path secret) {
        this.folder = folder;
        this.library = library;
        this.secret = secret;
    }

    /** Empty where there is no C compiler. */
    static Optional<Clocks> make(Trial trial) throws IOException, InterruptedException {
        Path folder = trial.newFolder("clocks");
        Path source = folder.resolve("clock.c");
        Path library = folder.resolve("clock.so");
        try (InputStream in = Objects.requireNonNull(Clocks.class.getResourceAsStream("clock.c"))) {
            Files.write(source, in.readAllBytes());
        }
        List<String> command = List.of(
                "cc", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl", "-lpthread");
        try {
            String unused = Ran.within(LONGEST, command).orThrow(command);
        } catch (IOException e) {
            trial.say("no C compiler: %s", e);
            return Optional.empty();
        }
        Path secret = Files.writeString(folder.resolve("secret"), "of all nodes of this run, and long enough\n");
        return Optional.of(new Clocks(folder, library, secret));
    }

    @Override
    public NodeLaunch launch(String name, NodeLaunch launch) throws IOException {
        set(name, Duration.ZERO);
        return launch.startedBy("env", "LD_PRELOAD=" + library, "OWN_CLOCK=" + file(name))
                .with("cluster.secret_file=" + secret);
    }

    /** How far the clock of a node is from the machine's, from now on. */
    void set(String name, Duration ahead) throws IOException {
        ByteBuffer millis = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        // Not truncated meanwhile: the node has it mapped.
        byte[] bytes = millis.putLong(ahead.toMillis()).array();
        Files.write(file(name), bytes, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private Path file(String name) {
        return folder.resolve(name);
    }
}
