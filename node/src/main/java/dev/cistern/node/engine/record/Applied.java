package dev.cistern.node.engine.record;

import java.nio.ByteBuffer;

/**
 * Up to where the log of a cluster is in the records.
 *
 * @param index in the log; −1 before the first entry
 * @param commands how many of the entries were commands
 */
public record Applied(long term, long index, long commands) {
    /** Before the first entry. */
    public static final Applied NOTHING = new Applied(0, -1, 0);

    byte[] encode() {
        return ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(term)
                .putLong(index)
                .putLong(commands)
                .array();
    }

    static Applied decode(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        return new Applied(in.getLong(), in.getLong(), in.getLong());
    }
}
