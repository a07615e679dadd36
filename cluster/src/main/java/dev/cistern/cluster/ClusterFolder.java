package dev.cistern.cluster;

import dev.cistern.conf.live.DurableFile;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.UUID;

/** The folder {@code cluster} of the data folder: {@code docs/formats/meta.md} says what is in it. Blocking. */
final class ClusterFolder {
    private final Path root;
    private final DurableFile identity;

    ClusterFolder(Path root) {
        this.root = root;
        this.identity = new DurableFile(root.resolve("identity.json"));
    }

    /**
     * Which cluster the data folder belongs to; empty when to none.
     *
     * @throws IOException when it cannot be told, which must not be taken for none
     */
    Optional<Identity> read() throws IOException {
        if (!identity.exists()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Identity.read(identity.read()));
        } catch (RuntimeException e) {
            throw new IOException(
                    identity + " cannot be read, so nobody knows which cluster this node belongs to: " + e, e);
        }
    }

    void write(Identity next) throws IOException {
        Files.createDirectories(root);
        identity.replace(next.toText());
    }

    /** A founding that nobody has joined yet never was. Gives whether there was one. */
    boolean forget() throws IOException {
        clearRaft();
        return identity.delete();
    }

    Path raft() {
        return root.resolve("raft");
    }

    boolean holdsGroup(UUID group) {
        return Files.isDirectory(raft().resolve(group.toString()));
    }

    /** Forgets logs and votes; only for a peer id that will never be used again. */
    void clearRaft() throws IOException {
        if (!Files.exists(raft())) {
            return;
        }
        Files.walkFileTree(raft(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, java.io.IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
