package dev.cistern.node.engine;

import dev.cistern.conf.StoreSettings;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.engine.record.RecordsFloor;
import dev.cistern.node.engine.seal.MasterKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** What lies in a data folder, open. Opened and closed by one thread at a time; blocks on the disk. */
record OpenStore(DataFolder folder, Records records) {

    /** Takes charge of the folder: closes it also on failure. */
    static OpenStore open(DataFolder folder, StoreSettings settings) throws IOException {
        try {
            return new OpenStore(
                    folder,
                    new RecordsFloor(folder.recordsFloor())
                            .open(folder.records(), settings.cacheBytes(), Files.exists(folder.shared())));
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** @param cluster whose records these are, if they are those of one; asked each time */
    MasterKeys masterKeys(
            StoreSettings settings, Supplier<Optional<String>> cluster, SecureRandom random, InstantSource clock) {
        Path file = Optional.ofNullable(settings.masterKeyFile()).orElseGet(folder::masterKeys);
        return new MasterKeys(file, new NotedMasterKey(records, cluster), random, clock);
    }

    /** When nobody uses it any more. */
    void close() throws IOException {
        records.close();
        folder.close();
    }
}
