package dev.cistern.backends;

import dev.cistern.net.client.Origin;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * A place that holds objects. Called on any event loop; futures complete on the caller's context, and a failed one
 * carries a {@link BackendException}.
 */
public interface Backend {

    /** Where requests go. */
    Origin origin();

    /** Whose requests these are, in words and without any secret; fails where nobody can be found. */
    default Future<String> identity() {
        return Future.succeededFuture("requests are nobody's: they are not signed");
    }

    /**
     * Opens an object for reading.
     *
     * @param key 1–1,024 bytes of UTF-8, any text
     * @param knownEtag the entity tag of the object that the caller has already, as the backend wrote it; empty to read
     *     whatever there is
     * @return what the backend said; the caller reads or cancels the body of a {@link BackendAnswer.Found}
     */
    Future<BackendAnswer> get(String key, Optional<String> knownEtag);

    /**
     * Reads a part of an object. Fails with {@link BackendException.Fault#CONDITION} where the object that is meant is no more
     * there, and with {@link BackendException.Fault#NO_PARTS} where the backend gives no parts.
     *
     * @return exactly these bytes; the caller reads or cancels the body
     */
    Future<BackendBody> read(BackendPart part);

    /**
     * Asks for an object without its bytes.
     *
     * @param key as for {@link #get}
     * @return empty where there is no such object
     */
    Future<Optional<BackendObject>> head(String key);
}
