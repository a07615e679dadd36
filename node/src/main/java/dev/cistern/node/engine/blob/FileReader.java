package dev.cistern.node.engine.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A blob in a file of its own, being read. */
final class FileReader extends BlobReader {
    private final long id;
    private final Path path;
    private final FileChannel file;
    private final Runnable failed;
    private ByteBuffer table = ByteBuffer.allocate(0);
    private long tableChapter = -1;

    private FileReader(long id, long length, Path path, FileChannel file, Runnable failed) {
        super(length);
        this.failed = failed;
        this.id = id;
        this.path = path;
        this.file = file;
    }

    /** @param lastTable of the last chapter, which the file lacks */
    FileReader(long id, long length, Path path, FileChannel file, ByteBuffer lastTable) {
        this(id, length, path, file, () -> {});
        this.table = lastTable;
        this.tableChapter = length / BlobFormat.CHAPTER_BYTES;
    }

    /** @param failed told where the file cannot be read */
    static FileReader open(long id, long length, Path path, Runnable failed) throws IOException, DamagedBlobException {
        FileChannel file = FileChannel.open(path);
        FileReader reader = new FileReader(id, length, path, file, failed);
        try {
            reader.verifyEnd();
        } catch (IOException | DamagedBlobException e) {
            file.close();
            throw e;
        }
        return reader;
    }

    /** Opens a blob whose length only its trailer tells. */
    static FileReader open(long id, Path path, Runnable failed) throws IOException, DamagedBlobException {
        try (FileChannel file = FileChannel.open(path)) {
            ByteBuffer trailer = ByteBuffer.allocate(BlobFormat.TRAILER_BYTES);
            long at = file.size() - BlobFormat.TRAILER_BYTES;
            while (at >= 0 && trailer.hasRemaining() && file.read(trailer, at + trailer.position()) > 0) {
                // Until it is full, or the file ends.
            }
            if (trailer.hasRemaining()) {
                throw new DamagedBlobException("blob file " + path + " is damaged: it has no trailer");
            }
            return open(id, Math.max(0, BlobFormat.lengthIn(trailer)), path, failed);
        }
    }

    @Override
    public FileChannel file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    @Override
    void readFailed() {
        failed.run();
    }

    @Override
    long filePosition(long position) {
        return BlobFormat.filePosition(position);
    }

    private void verifyEnd() throws IOException, DamagedBlobException {
        long fileLength = file.size();
        long expected = BlobFormat.fileLength(length());
        if (fileLength != expected) {
            throw damaged("the file has " + fileLength + " bytes, not " + expected);
        }
        ByteBuffer trailer = ByteBuffer.allocate(BlobFormat.TRAILER_BYTES);
        readFully(trailer, expected - BlobFormat.TRAILER_BYTES);
        if (!trailer.flip().equals(BlobFormat.trailer(id, length()))) {
            throw damaged("the trailer is not that of blob " + id + " of " + length() + " bytes in format 1");
        }
    }

    @Override
    ByteBuffer table(long chapter) throws IOException, DamagedBlobException {
        if (tableChapter == chapter) {
            return table;
        }
        int checksums = BlobFormat.blocksOfChapter(length(), chapter) * Integer.BYTES;
        ByteBuffer loaded = ByteBuffer.allocate(checksums + Integer.BYTES);
        readFully(loaded, BlobFormat.tablePosition(length(), chapter));
        if (BlobFormat.tableChecksum(id, chapter, loaded.slice(0, checksums)) != loaded.getInt(checksums)) {
            throw damaged("the checksum table of chapter " + chapter + " does not match its own checksum");
        }
        table = loaded;
        tableChapter = chapter;
        return loaded;
    }

    @Override
    DamagedBlobException damaged(String what) {
        return new DamagedBlobException("blob file " + path + " is damaged: " + what);
    }
}
