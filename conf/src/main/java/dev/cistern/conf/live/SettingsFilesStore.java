package dev.cistern.conf.live;

import dev.cistern.conf.load.FilesRead;
import dev.cistern.conf.load.SettingsFiles;
import io.vertx.config.spi.ConfigStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The texts of the settings files, for Vert.x Config to scan. Reads on worker threads, one reading at a time; confined to
 * the context that scans.
 */
final class SettingsFilesStore implements ConfigStore {
    private final Vertx vertx;
    private final List<Path> paths;
    private final SettledFiles settled = new SettledFiles();
    private @Nullable Future<Buffer> reading;

    SettingsFilesStore(Vertx vertx, JsonObject config) {
        JsonArray names = config.getJsonArray("paths");
        this.vertx = vertx;
        this.paths = IntStream.range(0, names.size())
                .mapToObj(i -> Path.of(names.getString(i)))
                .toList();
    }

    /** The settled texts; an empty object while nothing has settled, which Vert.x Config takes for no change. */
    @Override
    public Future<Buffer> get() {
        Future<Buffer> inProgress = reading;
        if (inProgress != null) {
            return inProgress;
        }
        Future<Buffer> next = vertx.executeBlocking(() -> SettingsFiles.read(paths))
                .map(this::settle)
                .onComplete(done -> reading = null);
        reading = next.isComplete() ? null : next;
        return next;
    }

    private Buffer settle(FilesRead files) {
        FilesRead stable = settled.after(files);
        return stable == null ? Buffer.buffer("{}") : FilesFormat.toJson(stable).toBuffer();
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
