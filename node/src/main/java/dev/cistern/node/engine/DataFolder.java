package dev.cistern.node.engine;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The folder of a node's data, locked against a second node; {@code docs/formats/store.md} says what is in it. */
public final class DataFolder implements AutoCloseable {
    private static final String FORMAT_TITLE = "cistern store ";
    private static final String FORMAT = FORMAT_TITLE + "2";
    /** Without segments; becomes the other when it is opened. */
    private static final String FORMAT_BEFORE = FORMAT_TITLE + "1";
    /** What an unused folder may hold: our own first steps, and what mkfs leaves at the root of a disk. */
    private static final Set<String> HARMLESS = Set.of("lock", "format.new", "lost+found");

    private static final int PID_DIGITS_MAX = 20;

    private final Path root;
    private volatile FileChannel lockFile;
    private @Nullable Object lockKey;

    private DataFolder(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
        this.lockKey = lockKey();
    }

    /**
     * Makes the folder where there is none, and locks it.
     *
     * @throws StoreException {@link Code#INVALID_ARGUMENT}, saying what is wrong with the folder
     */
    public static DataFolder open(Path root) {
        try {
            if (Files.exists(root) && !Files.isDirectory(root)) {
                throw refused(root, "is not a folder; name a folder, or a path where one can be made", null);
            }
            Files.createDirectories(root);
            String format = checkFormat(root);
            DataFolder folder = new DataFolder(root, lock(root));
            if (!FORMAT.equals(format)) {
                folder.writeFormat();
            }
            Files.createDirectories(folder.blobs());
            syncFolder(root);
            return folder;
        } catch (IOException e) {
            throw refused(root, "cannot be written: " + e, e);
        }
    }

    /** Which file of which disk the lock is; null where that is not known. */
    private @Nullable Object lockKey() {
        try {
            return Files.readAttributes(root.resolve("lock"), BasicFileAttributes.class)
                    .fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    /** Fails where the folder is not there, such as when its disk is away. Any thread; blocks on the disk. */
    void requireThere() throws IOException {
        String format = Files.readString(root.resolve("format")).strip();
        if (!format.equals(FORMAT)) {
            throw new IOException("the folder has the format '" + format + "'");
        }
        if (!Files.isDirectory(blobs())) {
            throw new IOException("its folder 'blobs' is missing");
        }
    }

    /** Whether the disk takes writes, and the folder is this one, which is locked again where its disk was away. One call at a time. */
    void probe() throws IOException {
        requireThere();
        Object key = lockKey();
        if (!Objects.equals(key, lockKey)) {
            FileChannel before = lockFile;
            lockFile = lock(root);
            lockKey = key;
            before.close();
        }
        Path probe = blobs().resolve("probe");
        try (FileChannel channel = FileChannel.open(
                probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            int unused = channel.write(ByteBuffer.wrap(new byte[Long.BYTES]));
            channel.force(true);
        }
        Files.delete(probe);
        syncFolder(blobs());
    }

    Path root() {
        return root;
    }

    Path records() {
        return root.resolve("records");
    }

    /** How far the records are known to be stored. */
    Path recordsFloor() {
        return root.resolve("records-floor");
    }

    /** Which further disks there are. */
    Path disks() {
        return root.resolve("disks");
    }

    Path blobs() {
        return root.resolve("blobs");
    }

    Path segments() {
        return root.resolve("segments");
    }

    /** Says whether the records are those of a cluster. */
    Path shared() {
        return root.resolve("shared");
    }

    /** Where the node's keys are unless the settings say otherwise. */
    Path masterKeys() {
        return root.resolve("master-keys");
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }

    private static @Nullable String checkFormat(Path root) throws IOException {
        Path file = root.resolve("format");
        if (Files.exists(file)) {
            String format = Files.readString(file).strip();
            if (!format.equals(FORMAT) && !format.equals(FORMAT_BEFORE)) {
                throw refused(root, describe(format), null);
            }
            return format;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                if (!HARMLESS.contains(entry.getFileName().toString())) {
                    throw refused(
                            root,
                            "holds '" + entry.getFileName() + "', which is not Cistern's; name an empty folder",
                            null);
                }
            }
        }
        return null;
    }

    private static String describe(String format) {
        return format.startsWith(FORMAT_TITLE)
                ? "has the format '" + format + "'; this program knows '" + FORMAT_BEFORE + "' and '" + FORMAT
                        + "': use the program that wrote it"
                : "has a file 'format' that is not Cistern's; name an empty folder";
    }

    private static FileChannel lock(Path root) throws IOException {
        FileChannel channel = FileChannel.open(
                root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!tryLock(channel)) {
            ByteBuffer holder = ByteBuffer.allocate(PID_DIGITS_MAX);
            channel.read(holder, 0);
            channel.close();
            String pid = new String(holder.array(), 0, holder.position(), StandardCharsets.US_ASCII).strip();
            throw refused(root, "is in use by the process " + pid + "; stop it, or name another folder", null);
        }
        channel.truncate(0);
        ByteBuffer pid =
                StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n");
        while (pid.hasRemaining()) {
            channel.write(pid, pid.position());
        }
        return channel;
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null && lock.isValid();
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private void writeFormat() throws IOException {
        Path fresh = root.resolve("format.new");
        Files.writeString(fresh, FORMAT + "\n");
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Path format = root.resolve("format");
        try {
            Files.move(fresh, format, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system cannot rename " + fresh, e);
        }
    }

    private static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static StoreException refused(Path root, String why, @Nullable Throwable cause) {
        return new StoreException(Code.INVALID_ARGUMENT, "data folder " + root.toAbsolutePath() + " " + why, cause);
    }
}
