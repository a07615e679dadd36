package dev.cistern.conf;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Folders on further disks, in the order in which they were written; no two are the same. */
public record DiskFolders(List<DiskFolder> folders) {
    /** No further disks. */
    public static final DiskFolders NONE = new DiskFolders(List.of());

    public DiskFolders {
        folders = List.copyOf(folders);
    }

    /**
     * A folder on a disk.
     *
     * @param path absolute
     * @param weight how much of what is written it gets, beside its free space: 1 to 100
     */
    public record DiskFolder(Path path, int weight) {
        @Override
        public String toString() {
            return weight == 1 ? path.toString() : path + ":" + weight;
        }
    }

    @Override
    public String toString() {
        return folders.isEmpty()
                ? "off"
                : folders.stream().map(DiskFolder::toString).collect(Collectors.joining(","));
    }
}
