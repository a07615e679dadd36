package dev.cistern.node.store;

import java.util.Optional;

/**
 * An object to be read.
 *
 * @param range the part wanted; empty for the whole object
 * @param form how the reader can use bytes that lie in a file
 */
public record GetCommand(ObjectName name, Optional<ByteRange> range, Conditions conditions, Form form) {

    /** How the reader wants bytes that lie in a file. */
    public enum Form {
        /** As regions of an open file, for sendfile. */
        REGIONS,
        /** As buffers, for TLS and HTTP/2. */
        BUFFERS
    }
}
