package dev.cistern.node.engine;

import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.OpenObject.Chunk;
import io.vertx.core.Future;

/**
 * A body open for reading, wherever its bytes lie. Positions are those of the body that the client sent; each read goes on where
 * the one before ended. One read at a time; closed exactly once.
 */
interface BodyBytes {
    /**
     * Reads and verifies the first chunk of what is still wanted.
     *
     * @param end the byte after the last wanted, the same for each read
     */
    Future<Chunk> next(long from, long end, Form form);

    void close();
}
