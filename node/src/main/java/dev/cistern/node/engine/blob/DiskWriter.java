package dev.cistern.node.engine.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A blob being written to a disk that is taken out where that fails. */
final class DiskWriter implements BlobWriter {
    private final BlobDisk disk;
    private final BlobWriter file;
    private final long failuresBefore;

    DiskWriter(BlobDisk disk, BlobWriter file) {
        this.disk = disk;
        this.file = file;
        this.failuresBefore = disk.failures();
    }

    @Override
    public void write(List<ByteBuffer> piece) throws IOException {
        try {
            file.write(piece);
        } catch (IOException e) {
            throw disk.failing(e);
        }
    }

    @Override
    public @Nullable BlobDraft draft(@Nullable BlobDraft before) throws IOException {
        try {
            return file.draft(before);
        } catch (IOException e) {
            throw disk.failing(e);
        }
    }

    @Override
    public BlobSum sum() {
        return file.sum();
    }

    /** Nothing is believed of a disk that failed meanwhile, though it may be back. */
    @Override
    public CompletableFuture<Void> finish(boolean forced) throws IOException {
        try {
            CompletableFuture<Void> finished = file.finish(forced);
            disk.requireSince(failuresBefore);
            return finished;
        } catch (IOException e) {
            throw disk.failing(e);
        }
    }

    @Override
    public boolean hasFile() {
        return file.hasFile();
    }

    @Override
    public void abandon() throws IOException {
        try {
            file.abandon();
        } catch (IOException e) {
            throw disk.failing(e);
        }
    }
}
