package dev.cistern.conf.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A small text file whose content survives a crash: after a return it is on the disk. Blocking. */
public final class DurableFile {
    private final Path file;

    public DurableFile(Path file) {
        this.file = file;
    }

    public boolean exists() {
        return Files.exists(file);
    }

    public String read() throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /** The old content or the new one, never a part. */
    public void replace(String text) throws IOException {
        Path written = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                written, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            writeAll(channel, text);
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder();
    }

    /** Gives whether there was one. */
    public boolean delete() throws IOException {
        boolean deleted = Files.deleteIfExists(file);
        if (deleted) {
            syncFolder();
        }
        return deleted;
    }

    /** Adds a line, or leaves the file as it was. */
    void append(String line) throws IOException {
        boolean isNew = !exists();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long before = channel.size();
            try {
                writeAll(channel.position(before), line + "\n");
            } catch (IOException e) {
                channel.truncate(before);
                throw e;
            }
        }
        if (isNew) {
            syncFolder();
        }
    }

    private static void writeAll(FileChannel channel, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }

    private void syncFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
