package dev.cistern.node.store;

import java.util.Optional;

/**
 * An object to be read.
 *
 * @param range the part wanted; empty for the whole object
 * @param freshness whether a copy that is stored here will do
 * @param form how the reader can use bytes that lie in a file
 * @param key that came with the request, of an object that is encrypted with a customer's
 */
public record GetCommand(
        ObjectName name,
        Optional<ByteRange> range,
        Conditions conditions,
        Freshness freshness,
        Form form,
        Optional<CustomerKey> key) {

    /** An object that is not encrypted with a customer's key. */
    public GetCommand(
            ObjectName name, Optional<ByteRange> range, Conditions conditions, Freshness freshness, Form form) {
        this(name, range, conditions, freshness, form, Optional.empty());
    }

    /** What an object that comes from a backend may be. Objects of other buckets are the latest always. */
    public enum Freshness {
        /** As it was when it was fetched. */
        STORED,
        /** As it is now: the backend is asked, and a stored copy that it no longer has is replaced or removed. */
        LATEST
    }

    /** How the reader wants bytes that lie in a file. */
    public enum Form {
        /** As regions of an open file, for sendfile. */
        REGIONS,
        /** As buffers, for TLS and HTTP/2. */
        BUFFERS
    }
}
