package dev.cistern.node.engine;

import dev.cistern.conf.live.DurableFile;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file {@code shared} of a data folder whose records are those of a cluster: which one, and the next number for a blob of this
 * node, which is this node's own. Every method blocks on the disk; one call at a time.
 */
final class SharedFile {
    private static final String TITLE = "cistern shared 1";

    private final DurableFile file;

    SharedFile(Path path) {
        this.file = new DurableFile(path);
    }

    /** What the file holds. */
    record Content(String cluster, long nextBlob) {}

    /** Empty on a node alone. */
    Optional<Content> read() {
        if (!file.exists()) {
            return Optional.empty();
        }
        try {
            String[] words = file.read().strip().split("[\n ]", -1);
            String title = words.length == 5 ? String.join(" ", words[0], words[1], words[2]) : "";
            if (!title.equals(TITLE)) {
                throw new IllegalArgumentException("it does not begin with '" + TITLE + "'");
            }
            return Optional.of(new Content(words[3], Long.parseLong(words[4])));
        } catch (IOException | IllegalArgumentException e) {
            throw new StoreException(Code.CORRUPT, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void write(Content content) {
        try {
            file.replace(TITLE + "\n" + content.cluster + "\n" + content.nextBlob + "\n");
        } catch (IOException e) {
            throw new StoreException(Code.DISK_FAILED, file + " cannot be written: " + e, e);
        }
    }

    /** Ids for blobs of this node, wherever their counter is. */
    BlobIds blobIds(Records records) {
        return read().map(content -> new BlobIds(content.nextBlob(), reserveFor(content.cluster())))
                .orElseGet(() -> new BlobIds(records));
    }

    BlobIds.Reserve reserveFor(String cluster) {
        return end -> write(new Content(cluster, end));
    }

    void delete() {
        try {
            boolean unused = file.delete();
        } catch (IOException e) {
            throw new StoreException(Code.DISK_FAILED, file + " cannot be removed: " + e, e);
        }
    }
}
