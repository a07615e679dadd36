package dev.cistern.node.cli.remote;

import java.io.IOException;
import java.io.InputStream;

/**
 * An object's bytes on their way in; closing gives the connection back.
 *
 * @param offset of the first byte in the object: 0 where the node answered with all of it
 */
public record ObjectBody(ObjectHead head, long offset, InputStream bytes) implements AutoCloseable {
    /**
     * Reads on, as {@link InputStream#read(byte[])} does.
     *
     * @throws NodeException {@code BROKEN} where the connection breaks before the end
     */
    public int read(byte[] buffer) {
        try {
            return bytes.read(buffer);
        } catch (IOException e) {
            throw new NodeException(NodeException.Kind.BROKEN, "the connection broke: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            bytes.close();
        } catch (IOException e) {
            throw new NodeException(NodeException.Kind.BROKEN, "the connection broke: " + e.getMessage());
        }
    }
}
