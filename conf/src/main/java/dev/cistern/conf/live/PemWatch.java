package dev.cistern.conf.live;

import dev.cistern.conf.load.PemFiles;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices other content in the files that TLS keys name, by scanning, as {@link FilesWatcher} does for settings files: a
 * renewed certificate is handed over after it was seen twice, so within two scans. Confined to the context it was made on.
 */
final class PemWatch {
    private static final Duration SCAN = Duration.ofMillis(100);

    private final Vertx vertx;
    private final Supplier<Set<Path>> paths;
    private final Consumer<PemFiles> settled;
    private final long timer;
    private boolean reading;
    private @Nullable PemFiles last;

    /**
     * Begins to scan.
     *
     * @param paths which files; asked before each scan
     * @param settled is given what was read the same twice in a row, again and again
     */
    PemWatch(Vertx vertx, Supplier<Set<Path>> paths, Consumer<PemFiles> settled) {
        this.vertx = vertx;
        this.paths = paths;
        this.settled = settled;
        this.timer = vertx.setPeriodic(SCAN.toMillis(), tick -> scan());
    }

    private void scan() {
        Set<Path> files = paths.get();
        if (files.isEmpty() || reading) {
            return;
        }
        reading = true;
        vertx.executeBlocking(() -> PemFiles.read(files)).onComplete(result -> {
            reading = false;
            PemFiles seen = result.succeeded() ? result.result() : null;
            PemFiles before = last;
            if (seen != null && before != null && seen.equals(before)) {
                settled.accept(seen);
            }
            last = seen;
        });
    }

    void stop() {
        boolean unused = vertx.cancelTimer(timer);
    }
}
