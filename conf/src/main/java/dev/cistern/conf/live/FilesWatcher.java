package dev.cistern.conf.live;

import dev.cistern.conf.load.FilesRead;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Notices edits of the settings files by scanning: works alike for an edit in place, a rename, a symlink swapped, and on
 * file systems that tell of no events. A new text is handed over after it was seen twice, so within two scans.
 */
final class FilesWatcher {
    private static final Duration SCAN = Duration.ofMillis(100);

    private final ConfigRetriever retriever;

    private FilesWatcher(ConfigRetriever retriever) {
        this.retriever = retriever;
    }

    /** Starts on the current context, where {@code changed} is called too, the first time with what is there. */
    static FilesWatcher start(Vertx vertx, List<Path> paths, Consumer<FilesRead> changed) {
        JsonArray names = new JsonArray(paths.stream().map(Path::toString).toList());
        ConfigStoreOptions store = new ConfigStoreOptions()
                .setType(SettingsFilesStoreFactory.NAME)
                .setFormat("json")
                .setConfig(new JsonObject().put("paths", names));
        ConfigRetriever retriever = ConfigRetriever.create(
                vertx,
                new ConfigRetrieverOptions().setScanPeriod(SCAN.toMillis()).addStore(store));
        retriever.listen(change -> {
            JsonObject files = change.getNewConfiguration();
            if (!files.isEmpty()) {
                changed.accept(FilesFormat.fromJson(files));
            }
        });
        return new FilesWatcher(retriever);
    }

    Future<Void> close() {
        return retriever.close();
    }
}
