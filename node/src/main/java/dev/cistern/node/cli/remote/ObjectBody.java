package dev.cistern.node.cli.remote;

import java.io.IOException;
import java.io.InputStream;

/**
 * An object's bytes on their way in; closing gives the connection back.
 *
 * @param offset of the first byte in the object: 0 where the node answered with all of it
 */
public record ObjectBody(ObjectHead head, long offset, InputStream bytes) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
