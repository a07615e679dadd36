package dev.cistern.node.engine.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of blobs with a file of their own, 4,096 to a sub-folder: {@code NNNNNN/ID}, both hexadecimal. Used by any thread;
 * every method blocks on the disk.
 */
public final class BlobFiles {
    private static final int ID_BITS_PER_FOLDER = 12;
    private static final Pattern FOLDER_NAME = Pattern.compile("[0-9a-f]{6,13}");
    private static final Pattern BLOB_NAME = Pattern.compile("[0-9a-f]{16}");
    /** A copy that is not whole yet. */
    private static final String UNFINISHED = ".copy";

    private static final int MOST_FOLDERS_KNOWN = 10_000;

    private final Path root;
    private final long firstId;
    private volatile Runnable readFailed = () -> {};
    private final LongAdder syncs = new LongAdder();
    private final Object foldersLock = new Object();
    private final Set<Long> foldersMade = new HashSet<>(); // Guarded by foldersLock: are there and synced.

    /**
     * @param root where the sub-folders are; exists
     * @param firstId blobs written from now on have this id or a greater one
     */
    public BlobFiles(Path root, long firstId) {
        this.root = root;
        this.firstId = firstId;
    }

    /** Has somebody told when a file cannot be read. */
    void onReadFailure(Runnable told) {
        readFailed = told;
    }

    /** What was made before a disk failed may not be there. */
    void forgetFolders() {
        synchronized (foldersLock) {
            foldersMade.clear();
        }
    }

    /** Whether a blob has a file here; false where that cannot be told. */
    boolean has(long id) {
        // Of java.io, since it throws nothing where there is none, which is the usual answer.
        return path(id).toFile().exists();
    }

    /** Begins a blob. No file of this id may be there. */
    public BlobWriter create(long id) throws IOException {
        makeFolder(id >>> ID_BITS_PER_FOLDER);
        return new FileWriter(
                id,
                path(id),
                FileChannel.open(path(id), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                syncs);
    }

    /**
     * Begins a copy of a blob, which takes its name, and the place of a copy that may be there already, with {@link #adopt}.
     *
     * @param tag tells it from others of the same blob that are being made: {@code RUN.NUMBER}, of digits and letters
     */
    public BlobWriter createCopy(long id, String tag) throws IOException {
        makeFolder(id >>> ID_BITS_PER_FOLDER);
        return new FileWriter(
                id,
                unfinished(id, tag),
                FileChannel.open(
                        unfinished(id, tag),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE),
                syncs);
    }

    /** Gives a finished copy its name. */
    public void adopt(long id, String tag, boolean forced) throws IOException {
        Files.move(unfinished(id, tag), path(id), StandardCopyOption.ATOMIC_MOVE);
        if (forced) {
            syncFolder(folder(id >>> ID_BITS_PER_FOLDER));
            syncs.increment();
        }
    }

    /** Deletes a copy that does not become whole. */
    public void abandonCopy(long id, String tag) throws IOException {
        Files.deleteIfExists(unfinished(id, tag));
    }

    private Path unfinished(long id, String tag) {
        return folder(id >>> ID_BITS_PER_FOLDER).resolve(String.format("%016x.%s%s", id, tag, UNFINISHED));
    }

    /**
     * Deletes copies that earlier runs did not finish.
     *
     * @param run what the tags of this run begin with
     */
    public void deleteUnfinished(String run) throws IOException {
        for (Path folder : folders()) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + UNFINISHED)) {
                for (Path file : files) {
                    if (!file.getFileName().toString().contains("." + run + ".")) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    /** Bytes that a blob takes on the disk; empty where there is none. */
    OptionalLong storedBytes(long id) throws IOException {
        try {
            return OptionalLong.of(Files.size(path(id)));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    /** Opens a blob whose length only its trailer tells, and verifies that. */
    public BlobReader open(long id) throws IOException, DamagedBlobException {
        return FileReader.open(id, path(id), readFailed);
    }

    /** The ids of blobs that have a file, in unsigned order, the first after {@code after}. */
    public List<Long> idsAfter(long after, int atMost) throws IOException {
        List<Long> ids = new ArrayList<>();
        for (Path folder : folders()) {
            long last = ((Long.parseLong(folder.getFileName().toString(), 16) + 1) << ID_BITS_PER_FOLDER) - 1;
            if (Long.compareUnsigned(last, after) <= 0) {
                continue;
            }
            idsIn(folder).stream()
                    .filter(id -> Long.compareUnsigned(id, after) > 0)
                    .limit(atMost - ids.size())
                    .forEach(ids::add);
            if (ids.size() == atMost) {
                break;
            }
        }
        return ids;
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(root)) {
            return all.filter(folder ->
                            FOLDER_NAME.matcher(folder.getFileName().toString()).matches()
                                    && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS))
                    .sorted(Comparator.comparingLong(
                            folder -> Long.parseLong(folder.getFileName().toString(), 16)))
                    .toList();
        }
    }

    private static List<Long> idsIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> BLOB_NAME.matcher(name).matches())
                    .map(name -> Long.parseUnsignedLong(name, 16))
                    .sorted(Long::compareUnsigned)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /**
     * Opens a blob and verifies its trailer.
     *
     * @throws java.nio.file.NoSuchFileException where there is none, for instance because it was deleted just now
     */
    public BlobReader open(long id, long length) throws IOException, DamagedBlobException {
        return FileReader.open(id, length, path(id), readFailed);
    }

    /** Deletes a blob, where there is one; who has it open reads on. */
    public void delete(long id) throws IOException {
        Files.deleteIfExists(path(id));
    }

    /** Makes the names of these blobs durable: one sync for each sub-folder. */
    public void syncNames(Collection<Long> ids) throws IOException {
        Set<Path> folders = new TreeSet<>();
        for (long id : ids) {
            folders.add(folder(id >>> ID_BITS_PER_FOLDER));
        }
        for (Path folder : folders) {
            syncFolder(folder);
            syncs.increment();
        }
    }

    /** How often blobs, and folders for the names of blobs, were put on the disk. */
    long syncs() {
        return syncs.sum();
    }

    /**
     * Deletes every blob of an earlier run that no record names, and sub-folders left empty. Looks only at files whose
     * path is exactly that of a blob.
     *
     * @param named whether a record names the blob of an id
     * @param stopped asked before each file; ends the search early
     * @return blobs deleted
     */
    public int deleteOrphans(LongPredicate named, BooleanSupplier stopped) throws IOException {
        int deleted = 0;
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
            for (Path folder : folders) {
                if (FOLDER_NAME.matcher(folder.getFileName().toString()).matches()
                        && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    deleted += deleteOrphansIn(folder, named, stopped);
                }
            }
        }
        return deleted;
    }

    private int deleteOrphansIn(Path folder, LongPredicate named, BooleanSupplier stopped) throws IOException {
        int deleted = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (stopped.getAsBoolean()) {
                    return deleted;
                }
                String name = file.getFileName().toString();
                if (BLOB_NAME.matcher(name).matches()) {
                    long id = Long.parseUnsignedLong(name, 16);
                    if (id >= 0 && id < firstId && file.equals(path(id)) && !named.test(id)) {
                        Files.delete(file);
                        deleted++;
                    }
                }
            }
        }
        deleteEmptyFolder(folder);
        return deleted;
    }

    private void deleteEmptyFolder(Path folder) throws IOException {
        long number = Long.parseLong(folder.getFileName().toString(), 16);
        if (number < firstId >>> ID_BITS_PER_FOLDER && folder.equals(folder(number))) {
            try {
                Files.delete(folder);
            } catch (DirectoryNotEmptyException e) {
                // Holds live blobs: stays.
            }
        }
    }

    /** Ids begin with the number of the member that gave them, so folders are made as they are needed. */
    private void makeFolder(long number) throws IOException {
        synchronized (foldersLock) {
            if (foldersMade.contains(number)) {
                return;
            }
            try {
                // Not the folders above it: where they are missing, the disk is, and another lies there.
                Path unused = Files.createDirectory(folder(number));
            } catch (FileAlreadyExistsException e) {
                // Made by an earlier run, which may not have synced it.
            }
            syncFolder(root);
            if (foldersMade.size() >= MOST_FOLDERS_KNOWN) {
                foldersMade.clear();
            }
            foldersMade.add(number);
        }
    }

    private static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path folder(long number) {
        return root.resolve(String.format("%06x", number));
    }

    private Path path(long id) {
        return folder(id >>> ID_BITS_PER_FOLDER).resolve(String.format("%016x", id));
    }
}
