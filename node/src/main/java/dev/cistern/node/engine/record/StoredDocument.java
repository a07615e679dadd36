package dev.cistern.node.engine.record;

import java.nio.ByteBuffer;

/**
 * What the members of a cluster share besides objects, as bytes that the engine does not look into.
 *
 * @param version grows by one with each change; 0 where there is none yet
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record StoredDocument(long version, byte[] bytes) {

    byte[] encode() {
        return ByteBuffer.allocate(Long.BYTES + bytes.length)
                .putLong(version)
                .put(bytes)
                .array();
    }

    static StoredDocument decode(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        long version = in.getLong();
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return new StoredDocument(version, bytes);
    }
}
