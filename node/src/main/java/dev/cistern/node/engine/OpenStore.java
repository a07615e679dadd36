package dev.cistern.node.engine;

import dev.cistern.conf.StoreSettings;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.engine.record.RecordsFloor;
import java.io.IOException;
import java.nio.file.Files;

/** What lies in a data folder, open. Opened and closed by one thread at a time; blocks on the disk. */
record OpenStore(DataFolder folder, Records records, StoredBlobs blobs) {

    /** Takes charge of the folder: closes it also on failure. */
    static OpenStore open(DataFolder folder, StoreSettings settings, Outside outside) throws IOException {
        try {
            Records records = new RecordsFloor(folder.recordsFloor())
                    .open(folder.records(), settings.cacheBytes(), Files.exists(folder.shared()));
            try {
                long diskBytes = outside.disk().of(folder).totalBytes();
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

    /** When nobody uses it any more. */
    void close() throws IOException, InterruptedException {
        blobs.close();
        records.close();
        folder.close();
    }
}
