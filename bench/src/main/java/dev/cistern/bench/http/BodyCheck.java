package dev.cistern.bench.http;

import java.util.Arrays;

/** Compares bytes that arrive in pieces with the body they should be. Confined to one thread. */
public final class BodyCheck {
    private static final int BLOCK_BYTES = 64 * 1024;

    private final Body expected;
    private final byte[] block = new byte[BLOCK_BYTES];
    private long blockStart = -1;
    private long offset;

    public BodyCheck(Body expected) {
        this.expected = expected;
    }

    /** Whether the next bytes are the right ones. */
    public boolean accept(byte[] piece, int length) {
        int done = 0;
        while (done < length) {
            long start = offset - offset % BLOCK_BYTES;
            if (start != blockStart) {
                expected.fill(start, block);
                blockStart = start;
            }
            int inBlock = (int) (offset - start);
            int run = Math.min(length - done, BLOCK_BYTES - inBlock);
            if (!Arrays.equals(piece, done, done + run, block, inBlock, inBlock + run)) {
                return false;
            }
            done += run;
            offset += run;
        }
        return offset <= expected.lengthBytes();
    }

    /** Whether all of the body has come. */
    public boolean isWhole() {
        return offset == expected.lengthBytes();
    }

    public long offset() {
        return offset;
    }
}
