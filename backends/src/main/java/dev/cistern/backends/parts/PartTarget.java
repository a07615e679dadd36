package dev.cistern.backends.parts;

import dev.cistern.backends.WritableBackend.Written;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * An object as its cloud takes it: at once, or begun, sent in parts and completed. Nothing is seen of it before it is
 * complete. Futures complete on the caller's context and fail with a {@link dev.cistern.backends.BackendException}.
 */
public interface PartTarget {

    /**
     * Writes the object at once.
     *
     * @param body all of it
     * @param md5 of it, 32 hexadecimal digits
     */
    Future<Written> putWhole(Buffer body, String md5);

    /** Says that parts will come. */
    Future<Void> begin();

    /**
     * Writes a part; several at a time.
     *
     * @param number from 1
     * @param md5 of it, 32 hexadecimal digits, which is compared
     */
    Future<Void> putPart(int number, Buffer part, String md5);

    /**
     * Makes the object of all parts.
     *
     * @param lengthBytes of the object
     * @param md5 of it, 32 hexadecimal digits
     */
    Future<Written> complete(long lengthBytes, String md5);

    /** Gives up what was begun; to be called when no part is under way. Never fails: what is left, the cloud's rules expire. */
    Future<Void> abort();
}
