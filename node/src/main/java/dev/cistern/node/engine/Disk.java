package dev.cistern.node.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** The disk that a folder lies on. */
interface Disk {
    /** Bytes that can still be written. */
    long usableBytes();

    long totalBytes();

    static Disk of(Path folder) throws IOException {
        FileStore store = Files.getFileStore(folder);
        return new Disk() {
            @Override
            public long usableBytes() {
                try {
                    return store.getUsableSpace();
                } catch (IOException e) {
                    throw new UncheckedIOException("asking for the free space of " + folder, e);
                }
            }

            @Override
            public long totalBytes() {
                try {
                    return store.getTotalSpace();
                } catch (IOException e) {
                    throw new UncheckedIOException("asking for the size of the disk of " + folder, e);
                }
            }
        };
    }
}
