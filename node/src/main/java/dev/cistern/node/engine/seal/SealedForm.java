package dev.cistern.node.engine.seal;

/**
 * Where the bytes of a body lie once it is sealed: in blocks of 64 KiB, each 65,520 bytes of the body and a tag of 16 bytes,
 * so that a sealed block is exactly a block of a blob file; the last one may be shorter. An empty body is one block that
 * holds its tag alone.
 */
public final class SealedForm {
    /** Bytes of a sealed block. */
    public static final int BLOCK_BYTES = 64 * 1024;

    static final int TAG_BYTES = 16;
    /** Bytes of the body in a block. */
    public static final int DATA_BYTES = BLOCK_BYTES - TAG_BYTES;

    private SealedForm() {}

    /** Bytes of a body of {@code size} bytes when it is sealed. */
    public static long sealedSize(long size) {
        return size + blocks(size) * TAG_BYTES;
    }

    static long blocks(long size) {
        return Math.max(1, (size + DATA_BYTES - 1) / DATA_BYTES);
    }
}
