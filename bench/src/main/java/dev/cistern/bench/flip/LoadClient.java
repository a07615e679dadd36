package dev.cistern.bench.flip;

import java.io.IOException;

/**
 * Sends requests to the node under trial as a proper client does: what cannot have been acted on twice without harm is sent
 * again once when a reused connection is lost before it answers; what could have been is sent over a fresh connection.
 */
interface LoadClient extends AutoCloseable {
    Answer get(String target) throws IOException;

    Answer put(String target, byte[] body) throws IOException;

    /** A PUT that fails where there is something already; doing it twice is not the same as once. */
    Answer create(String target, byte[] body) throws IOException;

    /** How many were sent again, because the node closed the connection in the moment of sending. */
    long races();

    @Override
    void close() throws IOException;
}
