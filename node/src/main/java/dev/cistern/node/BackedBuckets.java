package dev.cistern.node;

import dev.cistern.conf.live.SettingsService;
import dev.cistern.node.backed.BackedStore;
import dev.cistern.node.backed.Here;
import dev.cistern.node.backed.Self;
import dev.cistern.node.backed.Upkeep;
import dev.cistern.node.engine.LocalEngine;
import io.vertx.core.Vertx;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts before the engine what makes buckets of it that stand before clouds. */
final class BackedBuckets {
    private BackedBuckets() {}

    /** @param id of the node */
    static BackedStore before(
            LocalEngine engine, Vertx vertx, DialledLayers dialled, String id, SettingsService service) {
        Path folder = service.settings().store().dataDir();
        Self self = new Self(
                id,
                () -> engine.shared().cluster().isPresent(),
                () -> vertx.executeBlocking(() -> {
                    FileStore disk = Files.getFileStore(folder);
                    long total = disk.getTotalSpace();
                    return new Upkeep.Room(total - disk.getUsableSpace(), total);
                }));
        Here here = new Here(engine.linear(), engine.multipart());
        return new BackedStore(
                vertx, here, dialled::open, self, () -> service.settings().backed());
    }
}
