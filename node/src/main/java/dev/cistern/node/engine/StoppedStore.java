package dev.cistern.node.engine;

import dev.cistern.node.engine.blob.Blobs;
import dev.cistern.node.engine.blob.DiskFailure;
import dev.cistern.node.engine.blob.Segments;
import dev.cistern.node.engine.care.OfflineCheck;
import dev.cistern.node.engine.care.Stored;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.engine.record.RecordsFloor;
import dev.cistern.node.store.StoreException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;

/** A data folder whose node is stopped. */
public final class StoppedStore {
    private static final long CACHE_BYTES = 8 << 20;
    /** Of segments that are begun, which none is. */
    private static final long SEGMENT_BYTES = 4 << 20;

    private StoppedStore() {}

    /**
     * Compares records and blobs with each other, and deletes nothing. Blocks.
     *
     * @param folder locked
     * @throws StoreException where the records cannot be opened
     */
    public static JsonObject check(DataFolder folder) throws InterruptedException {
        boolean isShared = Files.exists(folder.shared());
        try (Records records = new RecordsFloor(folder.recordsFloor()).open(folder.records(), CACHE_BYTES, isShared)) {
            Segments segments = Segments.open(folder.segments(), SEGMENT_BYTES, CACHE_BYTES);
            try {
                DiskTable disks = DiskTable.open(folder, new DiskTable.Kind(Long.MAX_VALUE, System::nanoTime));
                Stored stored = new Stored(
                        folder.root(),
                        records,
                        new Blobs(disks.blobs(), segments, () -> 0, Long.MAX_VALUE),
                        Long.MAX_VALUE,
                        isShared ? OfflineCheck.UNASKED : Stored.Neighbours.NONE);
                return OfflineCheck.run(stored).put("places_known", !isShared);
            } finally {
                segments.close();
            }
        } catch (IOException e) {
            throw DiskFailure.of("opening the blobs", e);
        }
    }
}
