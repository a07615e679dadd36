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

/**
 * The folder of the database where it is replaced as a whole: what comes is complete beside it, as {@code records.next}, before
 * anything goes, and a replacement that a crash broke off is finished, or forgotten, at the next start. Every method blocks on
 * the disk.
 */
final class RecordsFolder {
    private static final String DIGEST = ".md5";

    private RecordsFolder() {}

    /** A disk whose work fails. */
    private interface Work {
        void run() throws IOException;
    }

    static void finishReplacement(Path folder) {
        doing("replacing", folder, () -> {
            Path next = next(folder);
            if (!Files.exists(folder) && Files.exists(next)) {
                Files.move(next, folder, StandardCopyOption.ATOMIC_MOVE);
                sync(parent(folder));
            }
            delete(next);
            delete(preparing(folder));
            delete(before(folder));
        });
    }

    /** Copies; all of it is on the disk when this returns. */
    static void prepareReplacement(Path folder, Path from) {
        doing("replacing", folder, () -> {
            delete(next(folder));
            delete(preparing(folder));
            Files.createDirectory(preparing(folder));
            for (Path file : filesIn(from)) {
                String name = file.getFileName().toString();
                if (!name.endsWith(DIGEST)) {
                    Path to = preparing(folder).resolve(name);
                    Files.copy(file, to);
                    sync(to);
                }
            }
            sync(preparing(folder));
            Files.move(preparing(folder), next(folder), StandardCopyOption.ATOMIC_MOVE);
        });
    }

    /** With the database closed. */
    static void replace(Path folder) {
        doing("replacing", folder, () -> {
            delete(before(folder));
            Files.move(folder, before(folder), StandardCopyOption.ATOMIC_MOVE);
            Files.move(next(folder), folder, StandardCopyOption.ATOMIC_MOVE);
            sync(parent(folder));
            delete(before(folder));
        });
    }

    /** With the database closed. */
    static void clear(Path folder) {
        doing("clearing", folder, () -> {
            delete(before(folder));
            Files.move(folder, before(folder), StandardCopyOption.ATOMIC_MOVE);
            sync(parent(folder));
            delete(before(folder));
        });
    }

    /** What a copy is as good without, and Ratis does not send. */
    static void removeEmptyFiles(Path folder) {
        doing("saving", folder, () -> {
            for (Path file : filesIn(folder)) {
                if (Files.size(file) == 0) {
                    Files.delete(file);
                }
            }
        });
    }

    static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static void doing(String what, Path folder, Work work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new StoreException(Code.DISK_FAILED, what + " the records in " + folder + " failed: " + e, e);
        }
    }

    private static Path preparing(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".preparing");
    }

    private static Path next(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".next");
    }

    private static Path before(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".before");
    }

    private static Path parent(Path folder) {
        return folder.resolveSibling("");
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }

    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
