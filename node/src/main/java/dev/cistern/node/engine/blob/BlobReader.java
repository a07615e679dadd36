package dev.cistern.node.engine.blob;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A blob being read, block by block, each verified. Used by one thread at a time; every method blocks on the disk. The
 * bytes stay readable after the blob was deleted, or moved, until it is closed.
 */
public abstract sealed class BlobReader implements Closeable permits FileReader, SegmentReader {
    /** Bytes a scratch buffer must hold at least: one block. */
    public static final int BLOCK_BYTES = BlobFormat.BLOCK_BYTES;

    private final long length;

    BlobReader(long length) {
        this.length = length;
    }

    /** Bytes of data. */
    public final long length() {
        return length;
    }

    /** The open file, for regions of verified bytes. */
    public abstract FileChannel file();

    /** Lets go of the file; once. */
    @Override
    public abstract void close() throws IOException;

    /** Where the byte of data at {@code position} lies in the file. */
    abstract long filePosition(long position);

    /** The checksums of the blocks of a chapter, verified; what may follow them is not looked at. */
    abstract ByteBuffer table(long chapter) throws IOException, DamagedBlobException;

    abstract DamagedBlobException damaged(String what);

    /** What it comes to by its tables, which are verified; its blocks are not. */
    public final BlobSum sum() throws IOException, DamagedBlobException {
        BlobSum.Adder sum = new BlobSum.Adder();
        for (long chapter = 0; chapter < BlobFormat.chapters(length); chapter++) {
            sum.add(table(chapter).slice(0, BlobFormat.blocksOfChapter(length, chapter) * Integer.BYTES));
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
    public final ByteBuffer checksums(long position, int bytes) throws IOException, DamagedBlobException {
        int first = (int) (position % BlobFormat.CHAPTER_BYTES / BLOCK_BYTES);
        int blocks = (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
        return table(position / BlobFormat.CHAPTER_BYTES).slice(first * Integer.BYTES, blocks * Integer.BYTES);
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
    public final Verified verify(long position, long end, ByteBuffer scratch) throws IOException, DamagedBlobException {
        long chapter = position / BlobFormat.CHAPTER_BYTES;
        long first = position - position % BLOCK_BYTES;
        long last = Math.min(length, roundUp(end));
        last = Math.min(last, (chapter + 1) * BlobFormat.CHAPTER_BYTES);
        last = Math.min(last, first + scratch.capacity() - scratch.capacity() % BLOCK_BYTES);
        scratch.clear().limit((int) (last - first));
        readFully(scratch, filePosition(first));
        ByteBuffer table = table(chapter);
        for (long block = first; block < last; block += BLOCK_BYTES) {
            int index = (int) ((block - chapter * BlobFormat.CHAPTER_BYTES) / BLOCK_BYTES);
            int bytes = (int) Math.min(BLOCK_BYTES, last - block);
            if (BlobFormat.checksum(scratch.slice((int) (block - first), bytes))
                    != table.getInt(index * Integer.BYTES)) {
                throw damaged("the block of " + bytes + " bytes at byte " + block + " does not match its CRC32C");
            }
        }
        return new Verified(filePosition(position), (int) (position - first), (int) (Math.min(end, last) - position));
    }

    final void readFully(ByteBuffer into, long filePosition) throws IOException, DamagedBlobException {
        long position = filePosition;
        while (into.hasRemaining()) {
            int count = read(into, position);
            if (count < 0) {
                throw damaged("the file ends at byte " + position);
            }
            position += count;
        }
    }

    private int read(ByteBuffer into, long position) throws IOException {
        try {
            return file().read(into, position);
        } catch (IOException e) {
            readFailed();
            throw e;
        }
    }

    /** Told where the file cannot be read. */
    void readFailed() {}

    private static long roundUp(long position) {
        return (position + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    }
}
