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
record OpenStore(DataFolder folder, Records records, StoredBlobs blobs) {

    /** Takes charge of the folder: closes it also on failure. */
    static OpenStore open(DataFolder folder, StoreSettings settings, Outside outside) throws IOException {
        try {
            Records records = new RecordsFloor(folder.recordsFloor())
                    .open(folder.records(), settings.caches().recordCacheBytes(), Files.exists(folder.shared()));
            try {
                long diskBytes = outside.disk().of(folder.blobs()).totalBytes();
                return new OpenStore(folder, records, StoredBlobs.open(folder, settings, diskBytes));
            } catch (IOException | RuntimeException e) {
                records.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
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
    void close() throws IOException, InterruptedException {
        blobs.close();
        records.close();
        folder.close();
    }
}
