package dev.cistern.node.engine.seal;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Seals a body from front to back, holding back at most one block: which one is the last is known only when no more comes.
 * Used by one thread at a time.
 */
public final class BodySealer {
    /** What a block is gathered in grows from this to its full size, since most bodies are small. */
    private static final int FIRST_BYTES = 4096;

    private final BodyKey key;
    private ByteBuffer block = ByteBuffer.allocate(FIRST_BYTES);
    private long number;

    BodySealer(BodyKey key) {
        this.key = key;
    }

    /**
     * Takes the next bytes of the body, which are consumed.
     *
     * @param sealed told the blocks that became full, in order
     */
    public void update(ByteBuffer bytes, List<ByteBuffer> sealed) {
        while (bytes.hasRemaining()) {
            makeRoom(bytes.remaining());
            if (!block.hasRemaining()) {
                sealed.add(seal(false));
            }
            int count = Math.min(block.remaining(), bytes.remaining());
            block.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
        }
    }

    /** The last block. */
    public ByteBuffer finish() {
        return seal(true);
    }

    private void makeRoom(int wanted) {
        if (block.remaining() < wanted && block.capacity() < SealedForm.DATA_BYTES) {
            int capacity = Math.max(2 * block.capacity(), block.position() + wanted);
            block = ByteBuffer.allocate(Math.min(SealedForm.DATA_BYTES, capacity))
                    .put(block.flip());
        }
    }

    private ByteBuffer seal(boolean last) {
        block.flip();
        ByteBuffer out = ByteBuffer.allocate(block.remaining() + SealedForm.TAG_BYTES);
        key.seal(number, last, block, out);
        number++;
        block.clear();
        return out.flip();
    }
}
