package dev.cistern.node.engine;

import dev.cistern.conf.live.DurableFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The file {@code disk} of a further disk's folder: which disk it is, and of which store.
 *
 * @param store id that the store has for its disks
 * @param disk id of the disk
 */
record DiskMarker(String store, String disk) {
    static final String NAME = "disk";

    private static final String TITLE = "cistern disk 1";

    /** What a folder is marked with; empty where it is not, or is not there. */
    static Optional<DiskMarker> read(Path folder) throws IOException {
        try {
            List<String> lines =
                    new DurableFile(folder.resolve(NAME)).read().lines().toList();
            if (lines.size() != 3 || !lines.get(0).equals(TITLE)) {
                throw new IOException("its file '" + NAME + "' is not Cistern's");
            }
            return Optional.of(new DiskMarker(lines.get(1), lines.get(2)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void write(Path folder) throws IOException {
        new DurableFile(folder.resolve(NAME)).replace(TITLE + "\n" + store + "\n" + disk + "\n");
    }
}
