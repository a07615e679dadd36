package dev.cistern.bench.cluster;

import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.speed.Tools;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** Nodes whose clocks can be set, each to another time; what measures spans of time goes on as it did. With libfaketime. */
final class Clocks implements Site.Ground {
    private final Trial trial;
    private final Path library;
    private final Map<String, Path> files = new ConcurrentSkipListMap<>();

    private Clocks(Trial trial, Path library) {
        this.trial = trial;
        this.library = library;
    }

    /** Nothing where it can be had neither here nor by installing it. */
    static Optional<Clocks> make(Trial trial) throws IOException, InterruptedException {
        if (Tools.find(trial, "faketime").isEmpty()) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
            return folders.map(folder -> folder.resolve("faketime/libfaketime.so.1"))
                    .filter(Files::exists)
                    .findFirst()
                    .map(library -> new Clocks(trial, library));
        }
    }

    @Override
    public NodeLaunch launch(String name, NodeLaunch launch) throws IOException {
        Path file = trial.folder().resolve(name + ".clock");
        files.put(name, file);
        set(name, 0);
        return launch.startedBy(
                "env",
                "LD_PRELOAD=" + library,
                "FAKETIME_TIMESTAMP_FILE=" + file,
                "FAKETIME_CACHE_DURATION=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1");
    }

    /** From a second from now on. */
    void set(String name, long secondsFromTrue) throws IOException {
        String offset = (secondsFromTrue < 0 ? "" : "+") + secondsFromTrue + "\n";
        Path written = Files.writeString(Objects.requireNonNull(files.get(name), name), offset);
        assert Files.exists(written);
    }
}
