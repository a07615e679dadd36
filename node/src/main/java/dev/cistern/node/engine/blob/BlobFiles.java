package dev.cistern.node.engine.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;

/**
 * The folder of all blobs, 4,096 to a sub-folder: {@code NNNNNN/ID}, both hexadecimal. Used by any thread; every method
 * blocks on the disk.
 */
public final class BlobFiles {
    private static final int ID_BITS_PER_FOLDER = 12;
    private static final Pattern FOLDER_NAME = Pattern.compile("[0-9a-f]{6,13}");
    private static final Pattern BLOB_NAME = Pattern.compile("[0-9a-f]{16}");

    private final Path root;
    private final long firstId;
    private final Object foldersLock = new Object();
    private long
            foldersMade; // Guarded by foldersLock: every sub-folder of this run below this one is there and synced.

    /**
     * @param root where the sub-folders are; exists
     * @param firstId blobs written from now on have this id or a greater one
     */
    public BlobFiles(Path root, long firstId) {
        this.root = root;
        this.firstId = firstId;
        this.foldersMade = firstId >>> ID_BITS_PER_FOLDER;
    }

    /** Begins a blob. No file of this id may be there. */
    public BlobWriter create(long id) throws IOException {
        makeFolder(id >>> ID_BITS_PER_FOLDER);
        return new BlobWriter(id, FileChannel.open(path(id), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /**
     * Opens a blob and verifies its trailer.
     *
     * @throws java.nio.file.NoSuchFileException where there is none, for instance because it was deleted just now
     */
    public BlobReader open(long id, long length) throws IOException, DamagedBlobException {
        return BlobReader.open(id, length, path(id));
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
        }
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

    private void makeFolder(long number) throws IOException {
        synchronized (foldersLock) {
            if (number < foldersMade) {
                return;
            }
            for (long next = foldersMade; next <= number; next++) {
                Files.createDirectories(folder(next));
            }
            syncFolder(root);
            foldersMade = number + 1;
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
