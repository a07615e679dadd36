package dev.cistern.node.engine.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Keys of the family {@link Family#SYSTEM}. */
final class SystemKey {
    static final byte[] DOOMED = "doomed/".getBytes(StandardCharsets.UTF_8);

    /** The id of the newest key of the node that an object may be encrypted with. */
    static final byte[] MASTER_KEY = "master-key".getBytes(StandardCharsets.UTF_8);

    /** Which cluster the records are those of. */
    static final byte[] GROUP = "group".getBytes(StandardCharsets.UTF_8);

    /** Up to where the log of the group is in the records. */
    static final byte[] APPLIED = "applied".getBytes(StandardCharsets.UTF_8);

    static final byte[] COMMANDS = "command/".getBytes(StandardCharsets.UTF_8);

    private SystemKey() {}

    static byte[] document(String name) {
        return ("document/" + name).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] command(int slot) {
        return ByteBuffer.allocate(COMMANDS.length + Integer.BYTES)
                .put(COMMANDS)
                .putInt(slot)
                .array();
    }

    static int commandSlot(byte[] key) {
        return ByteBuffer.wrap(key).getInt(COMMANDS.length);
    }

    static byte[] counter(Counter counter) {
        return counter.key().getBytes(StandardCharsets.UTF_8);
    }

    static byte[] doomed(long bucketId) {
        return ByteBuffer.allocate(DOOMED.length + Long.BYTES)
                .put(DOOMED)
                .putLong(bucketId)
                .array();
    }

    static long doomedId(byte[] key) {
        return ByteBuffer.wrap(key).getLong(DOOMED.length);
    }
}
