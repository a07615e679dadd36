package dev.cistern.node.engine;

import dev.cistern.conf.live.DurableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The file {@code disks} of a data folder: the further disks that blobs of this store lie on, or may. There is none while there are no
 * such disks. Every method blocks on the disk; one call at a time.
 */
final class DiskRegistry {
    private static final String TITLE = "cistern disks 1 ";
    private static final int FIELDS = 5;

    private final DurableFile file;
    private String store = "";

    /**
     * A disk.
     *
     * @param id as its folder is marked
     * @param draining whether its blobs are to be moved to others
     * @param doubtful whether it has been out since it was last compared with the others
     */
    record Entry(String id, Path path, boolean draining, boolean doubtful) {
        private String line() {
            return "disk " + id + " " + (draining ? "draining" : "used") + " " + (doubtful ? "doubtful" : "known") + " "
                    + path;
        }

        private static Entry parse(String line) throws IOException {
            String[] fields = line.split(" ", FIELDS);
            if (fields.length != FIELDS || !fields[0].equals("disk")) {
                throw new IOException("'" + line + "' is no disk");
            }
            return new Entry(fields[1], Path.of(fields[4]), fields[2].equals("draining"), fields[3].equals("doubtful"));
        }
    }

    DiskRegistry(Path path) {
        this.file = new DurableFile(path);
    }

    /** What is in the file; none where there is no file. */
    List<Entry> read() throws IOException {
        if (!file.exists()) {
            return List.of();
        }
        List<String> lines = file.read().lines().toList();
        if (lines.isEmpty() || !lines.get(0).startsWith(TITLE)) {
            throw new IOException(file + " does not begin with '" + TITLE.strip() + "'");
        }
        store = lines.get(0).substring(TITLE.length());
        List<Entry> entries = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            entries.add(Entry.parse(line));
        }
        return entries;
    }

    boolean isThere() {
        return file.exists();
    }

    /** The id that the store has for its disks; it gets one with its first disk. */
    String store() throws IOException {
        if (store.isEmpty()) {
            store = UUID.randomUUID().toString();
            write(List.of());
        }
        return store;
    }

    void write(List<Entry> entries) throws IOException {
        file.replace(String.join(
                        "\n",
                        Stream.concat(Stream.of(TITLE + store), entries.stream().map(Entry::line))
                                .toList())
                + "\n");
    }
}
