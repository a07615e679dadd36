package dev.cistern.node.engine.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file of a segment for those who read it: open while it is used, and for a while after. Guarded by itself; blocks on the disk
 * where it has to be opened or closed.
 */
final class SegmentFile {
    private final int number;
    private final long key;
    private final Path path;
    private final Idle idle;
    private @Nullable FileChannel channel;
    private int users;
    private boolean dropped; // Once true, always true.

    /** The files that are open and not used: so many stay open, the last used. Guarded by itself. */
    static final class Idle {
        private final int most;
        private final LinkedHashSet<SegmentFile> files = new LinkedHashSet<>();

        Idle(int most) {
            this.most = most;
        }

        private void add(SegmentFile file) throws IOException {
            List<SegmentFile> tooMany = new ArrayList<>();
            synchronized (this) {
                files.add(file);
                while (files.size() > most) {
                    SegmentFile eldest = files.iterator().next();
                    files.remove(eldest);
                    tooMany.add(eldest);
                }
            }
            for (SegmentFile eldest : tooMany) {
                eldest.closeIfIdle();
            }
        }

        private synchronized void remove(SegmentFile file) {
            files.remove(file);
        }

        /** Closes all that nobody uses. */
        void closeAll() throws IOException {
            List<SegmentFile> all;
            synchronized (this) {
                all = List.copyOf(files);
                files.clear();
            }
            for (SegmentFile file : all) {
                file.closeIfIdle();
            }
        }
    }

    SegmentFile(int number, long key, Path path, Idle idle) {
        this.number = number;
        this.key = key;
        this.path = path;
        this.idle = idle;
    }

    int number() {
        return number;
    }

    long key() {
        return key;
    }

    Path path() {
        return path;
    }

    /**
     * The file, open for reading until {@link #release}.
     *
     * @throws NoSuchFileException where it is not there, for instance because its last blob was moved just now
     */
    synchronized FileChannel acquire() throws IOException {
        if (dropped) {
            throw new NoSuchFileException(path.toString());
        }
        FileChannel open = channel;
        if (open == null) {
            open = FileChannel.open(path);
            channel = open;
        }
        if (users++ == 0) {
            idle.remove(this);
        }
        return open;
    }

    /** Once for each {@link #acquire}. */
    void release() throws IOException {
        boolean unused;
        synchronized (this) {
            unused = --users == 0;
            if (unused && dropped) {
                close();
                return;
            }
        }
        if (unused) {
            idle.add(this);
        }
    }

    /** Deletes the file. Who has it open reads on; who comes later finds none. */
    void drop() throws IOException {
        synchronized (this) {
            dropped = true;
            Files.deleteIfExists(path);
            if (users == 0) {
                close();
            }
        }
        idle.remove(this);
    }

    private synchronized void closeIfIdle() throws IOException {
        if (users == 0) {
            close();
        }
    }

    private void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
