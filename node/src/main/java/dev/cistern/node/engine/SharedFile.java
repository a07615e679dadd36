package dev.cistern.node.engine;

import dev.cistern.node.engine.record.Records;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The file {@code shared} of a data folder whose records are those of a cluster: which one, and the next number for a blob of this
 * node, which is this node's own. Every method blocks on the disk; one call at a time.
 */
final class SharedFile {
    private static final String TITLE = "cistern shared 1";

    private final Path path;

    SharedFile(Path path) {
        this.path = path;
    }

    /** What the file holds. */
    record Content(String cluster, long nextBlob) {}

    /** Empty on a node alone. */
    Optional<Content> read() {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            String[] words = Files.readString(path).strip().split("[\n ]", -1);
            String title = words.length == 5 ? String.join(" ", words[0], words[1], words[2]) : "";
            if (!title.equals(TITLE)) {
                throw new IllegalArgumentException("it does not begin with '" + TITLE + "'");
            }
            return Optional.of(new Content(words[3], Long.parseLong(words[4])));
        } catch (IOException | IllegalArgumentException e) {
            throw new StoreException(Code.CORRUPT, path + " cannot be read: " + e.getMessage(), e);
        }
    }

    void write(Content content) {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        String text = TITLE + "\n" + content.cluster + "\n" + content.nextBlob + "\n";
        try {
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
                while (bytes.hasRemaining()) {
                    int unused = channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncFolder();
        } catch (IOException e) {
            throw new StoreException(Code.DISK_FAILED, path + " cannot be written: " + e, e);
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
            Files.deleteIfExists(path);
            syncFolder();
        } catch (IOException e) {
            throw new StoreException(Code.DISK_FAILED, path + " cannot be removed: " + e, e);
        }
    }

    private void syncFolder() throws IOException {
        try (FileChannel channel = FileChannel.open(path.resolveSibling(""), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
