package dev.cistern.node;

import dev.cistern.node.engine.DataFolder;
import dev.cistern.node.engine.StoppedStore;
import dev.cistern.node.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at a data folder that no node uses. Whoever can write the folder may do it. */
public final class OfflineStore {
    private OfflineStore() {}

    /**
     * Compares its records and its blobs with each other; the report, as JSON. Blocks.
     *
     * @throws IOException where the folder cannot be used, also where a node uses it
     */
    public static String check(Path dataDir) throws IOException {
        if (!Files.exists(dataDir.resolve("format"))) {
            throw new IOException("data folder " + dataDir.toAbsolutePath() + " is none: it has no file 'format'");
        }
        try (DataFolder folder = DataFolder.open(dataDir)) {
            return StoppedStore.check(folder).encode();
        } catch (StoreException e) {
            throw new IOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
