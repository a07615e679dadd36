package dev.cistern.node.engine.record;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
            RecordsFolder.delete(files.unfinished);
            RecordsFolder.delete(files.unneeded);
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
        for (Path file : RecordsFolder.filesIn(records)) {
            try {
                Path unused = Files.createLink(unfinished.resolve(file.getFileName()), file);
            } catch (UnsupportedOperationException | IOException e) {
                LOG.debug("no links can be made to {}: {}", records, e.toString());
                RecordsFolder.delete(unfinished);
                return;
            }
        }
        Files.move(unfinished, kept, StandardCopyOption.ATOMIC_MOVE);
        RecordsFolder.sync(records.resolveSibling(""));
    }

    /** They opened well; to be called before anything is written to them. */
    void forget() {
        try {
            if (Files.exists(kept)) {
                Files.move(kept, unneeded, StandardCopyOption.ATOMIC_MOVE);
                RecordsFolder.sync(records.resolveSibling(""));
                RecordsFolder.delete(unneeded);
            }
        } catch (IOException e) {
            throw new StoreException(Code.DISK_FAILED, "links in " + kept + " cannot be removed: " + e, e);
        }
    }

    /** They did not; to be called when they are closed. Whether they are as they were before. */
    boolean putBack() {
        try {
            boolean is = Files.exists(kept);
            if (is) {
                replaceByKept();
            }
            return is;
        } catch (IOException e) {
            LOG.error("the records as they were before are in {}; they could not be put back: {}", kept, e.toString());
            return false;
        }
    }

    private void replaceByKept() throws IOException {
        RecordsFolder.delete(records);
        Files.move(kept, records, StandardCopyOption.ATOMIC_MOVE);
        RecordsFolder.sync(records.resolveSibling(""));
    }
}
