package dev.cistern.node.engine.blob;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A blob being read, block by block, each verified. Used by one thread at a time; every method blocks on the disk. The
 * bytes stay readable after the file was deleted.
 */
public final class BlobReader implements Closeable {
    /** Bytes a scratch buffer must hold at least: one block. */
    public static final int BLOCK_BYTES = BlobFormat.BLOCK_BYTES;

    private final long id;
    private final long length;
    private final Path path;
    private final FileChannel file;
    private ByteBuffer table = ByteBuffer.allocate(0);
    private long tableChapter = -1;

    private BlobReader(long id, long length, Path path, FileChannel file) {
        this.id = id;
        this.length = length;
        this.path = path;
        this.file = file;
    }

    /** @param lastTable of the last chapter, which the file lacks */
    BlobReader(long id, long length, Path path, FileChannel file, ByteBuffer lastTable) {
        this(id, length, path, file);
        this.table = lastTable;
        this.tableChapter = length / BlobFormat.CHAPTER_BYTES;
    }

    static BlobReader open(long id, long length, Path path) throws IOException, DamagedBlobException {
        FileChannel file = FileChannel.open(path);
        BlobReader reader = new BlobReader(id, length, path, file);
        try {
            reader.verifyEnd();
        } catch (IOException | DamagedBlobException e) {
            file.close();
            throw e;
        }
        return reader;
    }

    /** Opens a blob whose length only its trailer tells. */
    static BlobReader open(long id, Path path) throws IOException, DamagedBlobException {
        try (FileChannel file = FileChannel.open(path)) {
            ByteBuffer trailer = ByteBuffer.allocate(BlobFormat.TRAILER_BYTES);
            long at = file.size() - BlobFormat.TRAILER_BYTES;
            while (at >= 0 && trailer.hasRemaining() && file.read(trailer, at + trailer.position()) > 0) {
                // Until it is full, or the file ends.
            }
            if (trailer.hasRemaining()) {
                throw new DamagedBlobException("blob file " + path + " is damaged: it has no trailer");
            }
            return open(id, Math.max(0, BlobFormat.lengthIn(trailer)), path);
        }
    }

    /** Bytes of data. */
    public long length() {
        return length;
    }

    /** What it comes to by its tables, which are verified; its blocks are not. */
    public BlobSum sum() throws IOException, DamagedBlobException {
        BlobSum.Adder sum = new BlobSum.Adder();
        for (long chapter = 0; chapter < BlobFormat.chapters(length); chapter++) {
            loadTable(chapter);
            sum.add(table.slice(0, BlobFormat.blocksOfChapter(length, chapter) * Integer.BYTES));
        }
        return sum.of(length);
    }

    /** How often {@link #verify} has to be called for data between two block ends, with a scratch buffer of so many bytes. */
    public static long stretches(long from, long end, int scratchBytes) {
        long count = 0;
        for (long at = from; at < end; ) {
            long stop = Math.min(end, (at / BlobFormat.CHAPTER_BYTES + 1) * BlobFormat.CHAPTER_BYTES);
            count += (stop - at + scratchBytes - 1) / scratchBytes;
            at = stop;
        }
        return count;
    }

    /** The checksums of blocks that {@link #verify} has just read, the first of them that of the block of {@code position}. */
    public ByteBuffer checksums(long position, int bytes) {
        int first = (int) (position % BlobFormat.CHAPTER_BYTES / BLOCK_BYTES);
        int blocks = (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
        return table.slice(first * Integer.BYTES, blocks * Integer.BYTES);
    }

    /** The open file, for regions of verified bytes. */
    public FileChannel file() {
        return file;
    }

    /**
     * Bytes verified, lying both in the scratch buffer and in the file.
     *
     * @param filePosition where they begin in the file
     * @param scratchOffset where they begin in the scratch buffer
     */
    public record Verified(long filePosition, int scratchOffset, int length) {}

    /**
     * Reads the blocks around data from {@code position} on, as many as fit the scratch buffer and lie before {@code end},
     * and verifies each.
     *
     * @param position first byte of data wanted
     * @param end byte after the last wanted, at most the length of the blob
     */
    public Verified verify(long position, long end, ByteBuffer scratch) throws IOException, DamagedBlobException {
        long chapter = position / BlobFormat.CHAPTER_BYTES;
        long first = position - position % BLOCK_BYTES;
        long last = Math.min(length, roundUp(end));
        last = Math.min(last, (chapter + 1) * BlobFormat.CHAPTER_BYTES);
        last = Math.min(last, first + scratch.capacity() - scratch.capacity() % BLOCK_BYTES);
        scratch.clear().limit((int) (last - first));
        readFully(scratch, BlobFormat.filePosition(first));
        loadTable(chapter);
        for (long block = first; block < last; block += BLOCK_BYTES) {
            verifyBlock(
                    chapter, block, scratch.slice((int) (block - first), (int) Math.min(BLOCK_BYTES, last - block)));
        }
        return new Verified(
                BlobFormat.filePosition(position), (int) (position - first), (int) (Math.min(end, last) - position));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void verifyBlock(long chapter, long position, ByteBuffer bytes) throws DamagedBlobException {
        int index = (int) ((position - chapter * BlobFormat.CHAPTER_BYTES) / BLOCK_BYTES);
        if (BlobFormat.checksum(bytes) != table.getInt(index * Integer.BYTES)) {
            throw damaged(
                    "the block of " + bytes.limit() + " bytes at byte " + position + " does not match its CRC32C");
        }
    }

    private void verifyEnd() throws IOException, DamagedBlobException {
        long fileLength = file.size();
        long expected = BlobFormat.fileLength(length);
        if (fileLength != expected) {
            throw damaged("the file has " + fileLength + " bytes, not " + expected);
        }
        ByteBuffer trailer = ByteBuffer.allocate(BlobFormat.TRAILER_BYTES);
        readFully(trailer, expected - BlobFormat.TRAILER_BYTES);
        if (!trailer.flip().equals(BlobFormat.trailer(id, length))) {
            throw damaged("the trailer is not that of blob " + id + " of " + length + " bytes in format 1");
        }
    }

    private void loadTable(long chapter) throws IOException, DamagedBlobException {
        if (tableChapter == chapter) {
            return;
        }
        int checksums = BlobFormat.blocksOfChapter(length, chapter) * Integer.BYTES;
        ByteBuffer loaded = ByteBuffer.allocate(checksums + Integer.BYTES);
        readFully(loaded, BlobFormat.tablePosition(length, chapter));
        if (BlobFormat.tableChecksum(id, chapter, loaded.slice(0, checksums)) != loaded.getInt(checksums)) {
            throw damaged("the checksum table of chapter " + chapter + " does not match its own checksum");
        }
        table = loaded;
        tableChapter = chapter;
    }

    private void readFully(ByteBuffer into, long filePosition) throws IOException, DamagedBlobException {
        long position = filePosition;
        while (into.hasRemaining()) {
            int count = file.read(into, position);
            if (count < 0) {
                throw damaged("the file ends at byte " + position);
            }
            position += count;
        }
    }

    private DamagedBlobException damaged(String what) {
        return new DamagedBlobException("blob file " + path + " is damaged: " + what);
    }

    private static long roundUp(long position) {
        return (position + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    }
}
