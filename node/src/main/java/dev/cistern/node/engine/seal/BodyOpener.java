package dev.cistern.node.engine.seal;

import java.nio.ByteBuffer;

/** Opens blocks of a sealed body, in any order. Used by one thread at a time. */
public final class BodyOpener {
    private final BodyKey key;
    private final long size;

    /** @param size bytes of the body before it was sealed */
    BodyOpener(BodyKey key, long size) {
        this.key = key;
        this.size = size;
    }

    /**
     * What whole blocks that follow one another hold.
     *
     * @param first the number of the first
     * @param sealed consumed; ends with a block of the body
     * @throws TamperedException where one is not what was written at this place of this body; nothing is given then
     */
    public byte[] open(long first, ByteBuffer sealed) throws TamperedException {
        int blocks = (sealed.remaining() + SealedForm.BLOCK_BYTES - 1) / SealedForm.BLOCK_BYTES;
        long lastBlock = SealedForm.blocks(size) - 1;
        if (sealed.remaining() < blocks * SealedForm.TAG_BYTES || first + blocks - 1 > lastBlock) {
            throw new TamperedException("sealed block " + first + " is cut off or not of this body");
        }
        byte[] opened = new byte[sealed.remaining() - blocks * SealedForm.TAG_BYTES];
        ByteBuffer to = ByteBuffer.wrap(opened);
        for (long block = first; sealed.hasRemaining(); block++) {
            int length = Math.min(SealedForm.BLOCK_BYTES, sealed.remaining());
            ByteBuffer one = sealed.slice(sealed.position(), length);
            sealed.position(sealed.position() + length);
            if (length < SealedForm.TAG_BYTES) {
                throw new TamperedException("sealed block " + block + " is cut off");
            }
            key.open(block, block == lastBlock, one, to);
        }
        return opened;
    }
}
