package dev.cistern.node.store;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * What has come to lie in a store of a body that it is being given. It stays readable whether the object is stored in the end or
 * not, until it is closed. Used by any thread; nothing blocks.
 */
public interface Draft {

    /** Bytes from the beginning on that can be read; grows, and is less than what has come. */
    long lengthBytes();

    /**
     * Some of the bytes from a position below {@link #lengthBytes()} on, verified against their checksums. Completes on the
     * caller's context; fails with {@link StoreException.Code#CORRUPT} or {@link StoreException.Code#DISK_FAILED}.
     */
    Future<Buffer> read(long position);

    /** To be called once; reads that are under way may fail. */
    void close();
}
