package dev.cistern.node.store;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.channels.FileChannel;

/**
 * An object being read. It stays readable, with the bytes it had when it was opened, whatever is written or deleted
 * meanwhile. Used by one reader, one {@link #next()} at a time; closed exactly once, also after a failure.
 */
public interface OpenObject {

    ObjectInfo info();

    /** Where the part begins, in bytes from the start of the object. */
    long offset();

    /** Bytes of the part. */
    long length();

    /** Bytes of the part that {@link #next()} has not yet given. */
    long remaining();

    /**
     * The next bytes, verified against their checksums before this future completes. Fails with
     * {@link StoreException.Code#CORRUPT} where they do not match: no damaged byte is ever given.
     */
    Future<Chunk> next();

    /** Gives file and memory back; regions and lent bytes given before must not be used any more. Never blocks. */
    void close();

    /** Verified bytes, at most 1 MiB. */
    sealed interface Chunk {
        int length();

        /**
         * Bytes in memory.
         *
         * @param lent whether the memory is given back when the object is closed
         */
        record Bytes(Buffer buffer, boolean lent) implements Chunk {
            public Bytes(Buffer buffer) {
                this(buffer, false);
            }

            /** Bytes that stay, whatever becomes of the object. */
            public Buffer kept() {
                return lent ? buffer.copy() : buffer;
            }

            @Override
            public int length() {
                return buffer.length();
            }
        }

        /** Bytes in an open file, from {@code position} on. */
        record Region(FileChannel file, long position, int length) implements Chunk {}
    }
}
