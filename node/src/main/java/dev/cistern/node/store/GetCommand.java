package dev.cistern.node.store;

import java.util.Optional;

/**
 * An object to be read.
 *
 * @param range the part wanted; empty for the whole object
 * @param freshness whether a copy that is stored here will do
 * @param form how the reader can use bytes that lie in a file
 * @param version empty for the latest
 * @param key that came with the request, of an object that is encrypted with a customer's
 */
public record GetCommand(
        ObjectName name,
        Optional<ByteRange> range,
        Conditions conditions,
        Freshness freshness,
        Form form,
        Optional<VersionId> version,
        Optional<CustomerKey> key) {

    /** An object, or a version of it, that is not encrypted with a customer's key. */
    public GetCommand(
            ObjectName name,
            Optional<ByteRange> range,
            Conditions conditions,
            Freshness freshness,
            Form form,
            Optional<VersionId> version) {
        this(name, range, conditions, freshness, form, version, Optional.empty());
    }

    /** The latest version of an object that is not encrypted with a customer's key. */
    public GetCommand(
            ObjectName name, Optional<ByteRange> range, Conditions conditions, Freshness freshness, Form form) {
        this(name, range, conditions, freshness, form, Optional.empty(), Optional.empty());
    }

    /** The same of another version. */
    public GetCommand of(Optional<VersionId> other) {
        return new GetCommand(name, range, conditions, freshness, form, other, key);
    }

    /** The same, as it is now or was. */
    public GetCommand with(Freshness other) {
        return new GetCommand(name, range, conditions, other, form, version, key);
    }

    /** The object, or the version of it. */
    public ObjectVersion object() {
        return new ObjectVersion(name, version);
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
