package dev.cistern.node.engine.blob;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A blob that is being written, open for reading as far as its blocks are whole. The bytes stay readable after the file was
 * completed or deleted. Grows by the hand of its writer; used by any thread otherwise.
 */
public final class BlobDraft implements Closeable {
    private final long id;
    private final Path path;
    private final FileChannel file;
    private volatile Extent extent = new Extent(0, ByteBuffer.allocate(0));

    /**
     * How far it is.
     *
     * @param length of whole blocks
     * @param table checksums of the blocks of the last chapter, whose table is not in the file yet
     */
    private record Extent(long length, ByteBuffer table) {}

    BlobDraft(long id, Path path, FileChannel file) {
        this.id = id;
        this.path = path;
        this.file = file;
    }

    void grow(long length, ByteBuffer table) {
        extent = new Extent(length, table);
    }

    /** Bytes that can be read. */
    public long length() {
        return extent.length;
    }

    /** Reads what can be read now. It needs not be closed, and is of no use once the draft is. */
    public BlobReader reader() {
        Extent now = extent;
        return new BlobReader(id, now.length, path, file, now.table);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
