package dev.cistern.node.cli.transfer;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The files below a directory, in the order in which the file system gives them. Symbolic links are followed; a link
 * that leads back up is left out and told.
 */
public final class SourceTree {
    private SourceTree() {}

    /** Is told of everything found. */
    public interface Visitor {
        /** @param name relative to the directory, with {@code /} between its parts */
        void file(Path file, String name, long sizeBytes);

        /** Something that cannot be sent. */
        void unusable(Path path, String why);

        /** A link left out because what it leads to is already there. */
        void loop(Path link);
    }

    /** @throws LocalFailure where the directory itself cannot be read */
    public static void walk(Path directory, Visitor visitor) {
        try {
            Files.walkFileTree(
                    directory,
                    EnumSet.of(FileVisitOption.FOLLOW_LINKS),
                    Integer.MAX_VALUE,
                    new Walk(directory, visitor));
        } catch (IOException e) {
            throw LocalFailure.of(e);
        }
    }

    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Path top;
        private final Visitor visitor;

        Walk(Path top, Visitor visitor) {
            this.top = top;
            this.visitor = visitor;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            Path relative = top.relativize(file);
            if (attributes.isSymbolicLink()) {
                visitor.unusable(file, "the symbolic link leads nowhere");
            } else if (!attributes.isRegularFile()) {
                visitor.unusable(file, "neither a file nor a directory");
            } else if (!isUtf8(relative)) {
                visitor.unusable(file, "the name is not valid UTF-8, which every key must be; rename the file");
            } else {
                visitor.file(file, name(relative), attributes.size());
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
            if (path.equals(top)) {
                throw e;
            }
            if (e instanceof FileSystemLoopException) {
                visitor.loop(path);
            } else {
                visitor.unusable(path, String.valueOf(LocalFailure.of(e).getMessage()));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
            if (e != null) {
                visitor.unusable(directory, String.valueOf(LocalFailure.of(e).getMessage()));
            }
            return FileVisitResult.CONTINUE;
        }
    }

    /** A path keeps a name's bytes; its text is only as good as its decoding, which must lead back to the same bytes. */
    public static boolean isUtf8(Path path) {
        return path.getFileSystem().getPath(path.toString()).equals(path);
    }

    private static String name(Path relative) {
        StringJoiner name = new StringJoiner("/");
        relative.forEach(part -> name.add(part.toString()));
        return name.toString();
    }
}
