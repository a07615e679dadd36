package dev.cistern.node.engine.record;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the records as they were before RocksDB opened them: to open them is to repair them as it sees fit, and what it
 * takes for torn off it deletes. Its files never change but by growing, so that links to them are a copy; where there are no
 * links, nothing is kept. A crash in between is made good by the next start. Used by one thread; blocks on the disk.
 */
final class KeptRecords {
    private static final Logger LOG = LoggerFactory.getLogger(KeptRecords.class);

    private final Path records;
    /** Links are being made. */
    private final Path unfinished;
    /** All of them. */
    private final Path kept;
    /** Not needed any more. */
    private final Path unneeded;

    private KeptRecords(Path records) {
        this.records = records;
        this.unfinished = records.resolveSibling("records.linking");
        this.kept = records.resolveSibling("records.kept");
        this.unneeded = records.resolveSibling("records.unneeded");
    }

    /** Keeps the files of a folder, which need not be there. */
    static KeptRecords of(Path records) {
        KeptRecords files = new KeptRecords(records);
        try {
            remove(files.unfinished);
            remove(files.unneeded);
            if (Files.exists(files.kept)) {
                files.replaceByKept();
            }
            if (Files.exists(records)) {
                files.link();
            }
        } catch (IOException e) {
            throw new StoreException(
                    Code.DISK_FAILED, "the records in " + records + " cannot be looked after: " + e, e);
        }
        return files;
    }

    private void link() throws IOException {
        Files.createDirectory(unfinished);
        for (Path file : filesOf(records)) {
            try {
                Path unused = Files.createLink(unfinished.resolve(file.getFileName()), file);
            } catch (UnsupportedOperationException | IOException e) {
                LOG.debug("no links can be made to {}: {}", records, e.toString());
                remove(unfinished);
                return;
            }
        }
        Files.move(unfinished, kept, StandardCopyOption.ATOMIC_MOVE);
        sync();
    }

    /** They opened well; to be called before anything is written to them. */
    void forget() {
        try {
            if (Files.exists(kept)) {
                Files.move(kept, unneeded, StandardCopyOption.ATOMIC_MOVE);
                sync();
                remove(unneeded);
            }
        } catch (IOException e) {
            throw new StoreException(Code.DISK_FAILED, "links in " + kept + " cannot be removed: " + e, e);
        }
    }

    /** They did not; to be called when they are closed. */
    void putBack() {
        try {
            if (Files.exists(kept)) {
                replaceByKept();
            }
        } catch (IOException e) {
            LOG.error("the records as they were before are in {}; they could not be put back: {}", kept, e.toString());
        }
    }

    private void replaceByKept() throws IOException {
        remove(records);
        Files.move(kept, records, StandardCopyOption.ATOMIC_MOVE);
        sync();
    }

    private void sync() throws IOException {
        try (FileChannel folder = FileChannel.open(records.resolveSibling(""), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static List<Path> filesOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}
