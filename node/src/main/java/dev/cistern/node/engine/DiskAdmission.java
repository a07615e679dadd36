package dev.cistern.node.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Whether a folder is a disk of this store, or may become one; failures say what is wrong. Every method blocks on the disk. */
final class DiskAdmission {
    /** What an unused folder may hold: our own first steps, and what mkfs leaves at the root of a disk. */
    private static final Set<String> HARMLESS = Set.of("lost+found", DiskMarker.NAME + ".tmp", "blobs");

    private final Path dataFolder;

    DiskAdmission(Path dataFolder) {
        this.dataFolder = dataFolder.toAbsolutePath().normalize();
    }

    static Path blobs(Path folder) {
        return folder.resolve("blobs");
    }

    /**
     * Whether a folder can be taken as a disk of this store; changes nothing.
     *
     * @param store id that the store has for its disks; empty where it has none yet
     * @return what it is marked with, where it is marked already
     */
    Optional<DiskMarker> requireUsable(Path folder, String store) throws IOException {
        if (folder.startsWith(dataFolder) || dataFolder.startsWith(folder)) {
            throw new IOException("one of it and the data folder " + dataFolder + " lies in the other: name a folder of"
                    + " its own, on another disk");
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException(
                    Files.exists(folder)
                            ? "it is not a folder"
                            : "there is no such folder: make it, on the disk that is meant");
        }
        Optional<DiskMarker> marker = DiskMarker.read(folder);
        if (marker.isPresent()) {
            if (!marker.get().store().equals(store)) {
                throw new IOException(
                        "it is a disk of another store, " + marker.get().store());
            }
            return marker;
        }
        String foreign = firstForeign(folder);
        if (!foreign.isEmpty()) {
            throw new IOException("it holds '" + foreign + "', which is not Cistern's: name an empty folder");
        }
        return marker;
    }

    private static String firstForeign(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                boolean isOurs = name.equals("blobs") ? isEmpty(entry) : HARMLESS.contains(name);
                if (!isOurs) {
                    return name;
                }
            }
        }
        return "";
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        }
    }

    /**
     * Takes a folder as a disk of this store.
     *
     * @return its id
     */
    String admit(Path folder, String store) throws IOException {
        Optional<DiskMarker> marked = requireUsable(folder, store);
        Path unused = Files.createDirectories(blobs(folder));
        DiskMarker marker =
                marked.orElseGet(() -> new DiskMarker(store, UUID.randomUUID().toString()));
        if (marked.isEmpty()) {
            marker.write(folder);
        }
        probe(folder, marker.disk());
        return marker.disk();
    }

    /** Whether a folder is there and is that of the disk of this id. */
    static void requireSame(Path folder, String id) throws IOException {
        Optional<DiskMarker> marker = DiskMarker.read(folder);
        if (marker.isPresent() && !marker.get().disk().equals(id)) {
            throw new IOException("it is the disk " + marker.get().disk() + ", and not " + id + " that was there");
        }
        if (marker.isEmpty()) {
            boolean isThere = Files.isDirectory(folder);
            String what = !isThere ? "there is no such folder" : "it has no file '" + DiskMarker.NAME + "'";
            throw new IOException(what + ": the disk " + id + " is not mounted there, or another one is");
        }
        if (!Files.isDirectory(blobs(folder))) {
            throw new IOException("its folder 'blobs' is missing");
        }
    }

    /** Whether it also takes writes. */
    static void probe(Path folder, String id) throws IOException {
        requireSame(folder, id);
        Path probe = blobs(folder).resolve("probe");
        try (FileChannel channel = FileChannel.open(
                probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            int unused = channel.write(ByteBuffer.wrap(new byte[Long.BYTES]));
            channel.force(true);
        }
        Files.delete(probe);
        try (FileChannel channel = FileChannel.open(blobs(folder), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
