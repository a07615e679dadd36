package dev.cistern.node.engine.blob;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What tells whether two copies of a blob are alike.
 *
 * @param length bytes of data
 * @param checksum CRC32C of the CRC32Cs of its blocks, in their order, each as four bytes
 */
public record BlobSum(long length, int checksum) {

    /** Adds up the blocks of a blob, front to back. Used by one thread at a time. */
    public static final class Adder {
        private final CRC32C all = new CRC32C();
        private final ByteBuffer one = ByteBuffer.allocate(Integer.BYTES);

        /** Takes the checksum of the next block. */
        public void add(int block) {
            all.update(one.clear().putInt(block).flip());
        }

        /** Takes the checksums of the next blocks. */
        void add(ByteBuffer blocks) {
            all.update(blocks);
        }

        /** @param length bytes of data that the blocks had */
        public BlobSum of(long length) {
            return new BlobSum(length, (int) all.getValue());
        }
    }

    /** Adds up bytes as they come, where nothing writes them. Used by one thread at a time. */
    public static final class OfBytes {
        private final Adder sum = new Adder();
        private final CRC32C block = new CRC32C();
        private int fill;
        private long length;

        /** Takes the next bytes; the buffer is left as it is. */
        public void update(ByteBuffer bytes) {
            ByteBuffer left = bytes.duplicate();
            while (left.hasRemaining()) {
                int count = Math.min(left.remaining(), BlobFormat.BLOCK_BYTES - fill);
                block.update(left.slice(left.position(), count));
                left.position(left.position() + count);
                fill += count;
                length += count;
                if (fill == BlobFormat.BLOCK_BYTES) {
                    endBlock();
                }
            }
        }

        /** Nothing more comes. */
        public BlobSum finish() {
            if (fill > 0) {
                endBlock();
            }
            return sum.of(length);
        }

        private void endBlock() {
            sum.add((int) block.getValue());
            block.reset();
            fill = 0;
        }
    }
}
