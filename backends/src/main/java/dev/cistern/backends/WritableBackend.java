package dev.cistern.backends;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A backend whose objects can be written and removed through it. */
public interface WritableBackend extends Backend {
    /** Objects that are removed with one call. */
    int MOST_AT_ONCE = 1_000;

    /**
     * Writes an object; completes when the backend has it as durable as it makes its objects. On a failure that is
     * {@link BackendException#isCertain certain} the backend has what it had before.
     *
     * @param body passed on with back-pressure, never collected; its handlers are set before this method returns
     */
    Future<Written> put(BackendPut put, ReadStream<Buffer> body);

    /**
     * The algorithms, beside MD5, of which it compares one at a time; see {@link BackendPut#checksums}. Whoever calls {@link
     * #put} with others fails.
     */
    Set<String> compares();

    /**
     * Removes an object. Fails with {@link BackendException.Fault#MISSING} where there is none, if the
     * backend tells.
     *
     * @param key as for {@link #get}
     * @param conditions see {@link BackendPut#conditions}
     */
    Future<Void> delete(String key, Map<String, String> conditions);

    /**
     * Removes objects, together where the backend can. One that is not there is as good as removed.
     *
     * @param keys 1 to {@value #MOST_AT_ONCE}, each as for {@link #get}
     * @return why not, of those that may be there still; the future does not fail
     */
    default Future<Map<String, BackendException>> deleteAll(List<String> keys) {
        return OneByOne.delete(this, keys);
    }

    /**
     * What the backend says of an object it has just stored.
     *
     * @param lengthBytes how many bytes it was given
     * @param etag as the backend wrote it, with its quotes
     * @param md5 of the bytes it has, 32 lower-case hexadecimal digits
     * @param version the backend's own count, 1 or more
     */
    record Written(long lengthBytes, String etag, String md5, long version) {}
}
