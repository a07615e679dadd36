package dev.cistern.node.engine.blob;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A blob file, byte for byte; {@code docs/formats/blob.md} is its description. Chapters of 1,023 blocks of data, each
 * followed by a table of the blocks' checksums, then one trailer. A full chapter's table is exactly a page, so that data
 * stays aligned; and neither writing nor reading ever holds more than one table, whatever the length of the blob.
 */
final class BlobFormat {
    static final int BLOCK_BYTES = 64 * 1024;
    static final int BLOCKS_PER_CHAPTER = 1023;
    static final long CHAPTER_BYTES = (long) BLOCKS_PER_CHAPTER * BLOCK_BYTES;
    static final int FULL_TABLE_BYTES = tableBytes(BLOCKS_PER_CHAPTER);
    static final int TRAILER_BYTES = 40;

    private static final long MAGIC = 0x43_49_53_54_42_4C_4F_42L; // "CISTBLOB"
    private static final int VERSION = 1;

    private BlobFormat() {}

    static int tableBytes(int blocks) {
        return Integer.BYTES * (blocks + 1);
    }

    /** Chapters of a blob of {@code length} bytes of data. */
    static long chapters(long length) {
        return (length + CHAPTER_BYTES - 1) / CHAPTER_BYTES;
    }

    static int blocksOfChapter(long length, long chapter) {
        long data = Math.min(CHAPTER_BYTES, length - chapter * CHAPTER_BYTES);
        return (int) ((data + BLOCK_BYTES - 1) / BLOCK_BYTES);
    }

    /** Where the byte of data at {@code position} lies in the file. */
    static long filePosition(long position) {
        return position + position / CHAPTER_BYTES * FULL_TABLE_BYTES;
    }

    static long tablePosition(long length, long chapter) {
        long data = Math.min(CHAPTER_BYTES, length - chapter * CHAPTER_BYTES);
        return chapter * (CHAPTER_BYTES + FULL_TABLE_BYTES) + data;
    }

    static long fileLength(long length) {
        if (length == 0) {
            return TRAILER_BYTES;
        }
        long last = chapters(length) - 1;
        return tablePosition(length, last) + tableBytes(blocksOfChapter(length, last)) + TRAILER_BYTES;
    }

    /** The checksum that ends a table; it also covers whose table it is, so that a misplaced one is not believed. */
    static int tableChecksum(long id, long chapter, ByteBuffer checksums) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(16).putLong(id).putLong(chapter).flip());
        crc.update(checksums);
        return (int) crc.getValue();
    }

    static ByteBuffer trailer(long id, long length) {
        ByteBuffer trailer = ByteBuffer.allocate(TRAILER_BYTES)
                .putLong(MAGIC)
                .putInt(VERSION)
                .putInt(BLOCK_BYTES)
                .putLong(id)
                .putLong(length)
                .putInt(BLOCKS_PER_CHAPTER);
        trailer.flip();
        return trailer.limit(TRAILER_BYTES)
                .putInt(TRAILER_BYTES - Integer.BYTES, checksum(trailer.slice(0, TRAILER_BYTES - Integer.BYTES)));
    }

    /** What a trailer says of the length; nothing of it is verified. */
    static long lengthIn(ByteBuffer trailer) {
        return trailer.getLong(24);
    }

    static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
