package dev.cistern.node.store;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of an object without its bytes. An object that is on its way from a backend is not stored yet: its MD5 is
 * empty and its version 0.
 *
 * @param size bytes
 * @param md5 32 lower-case hexadecimal digits; empty where only that of the parts is known; of an object that is encrypted
 *     with a customer's key, something else of the same form that tells nothing of its bytes
 * @param version counts the writes of this node; a later write has a greater one
 * @param modified when the object was committed, to the millisecond
 * @param headers system headers kept with the object, lower-case names: {@code content-type},
 *     {@code content-encoding}, {@code cache-control}, {@code content-disposition}, {@code content-language},
 *     {@code expires}; {@code etag}, where the object's backend gave one; and notes, see {@link #isNote}
 * @param metadata the user's own, as sent
 * @param traits what not every object has
 */
public record ObjectInfo(
        ObjectName name,
        long size,
        String md5,
        long version,
        Instant modified,
        Map<String, String> headers,
        Map<String, String> metadata,
        Traits traits) {

    /** What the name of a note begins with, as that of no header can. */
    public static final String NOTE = ":";

    public ObjectInfo {
        headers = Map.copyOf(headers);
        metadata = Map.copyOf(metadata);
    }

    /** An object without further traits. */
    public ObjectInfo(
            ObjectName name,
            long size,
            String md5,
            long version,
            Instant modified,
            Map<String, String> headers,
            Map<String, String> metadata) {
        this(name, size, md5, version, modified, headers, metadata, Traits.NONE);
    }

    /**
     * What not every object has.
     *
     * @param tags the user's labels, which can be changed without writing the object again
     * @param checksum what the client asked to be kept beside the MD5
     * @param multipart of an object that was put together from parts
     * @param standing which kind of version it is
     * @param lock what keeps it from being removed
     * @param encrypted of an object that lies encrypted
     */
    public record Traits(
            Map<String, String> tags,
            Optional<KeptChecksum> checksum,
            Optional<Multipart> multipart,
            Standing standing,
            ObjectLock lock,
            Optional<Encrypted> encrypted) {
        public static final Traits NONE = new Traits(Map.of(), Optional.empty(), Optional.empty());

        public Traits {
            tags = Map.copyOf(tags);
        }

        /** Those of a null version that nothing locks and that is not encrypted. */
        public Traits(Map<String, String> tags, Optional<KeptChecksum> checksum, Optional<Multipart> multipart) {
            this(tags, checksum, multipart, Standing.NULL, ObjectLock.NONE, Optional.empty());
        }

        /** The same with other tags. */
        public Traits tagged(Map<String, String> other) {
            return new Traits(other, checksum, multipart, standing, lock, encrypted);
        }

        /** The same as another kind of version. */
        public Traits standing(Standing other) {
            return new Traits(tags, checksum, multipart, other, lock, encrypted);
        }

        /** The same with another lock. */
        public Traits locked(ObjectLock other) {
            return new Traits(tags, checksum, multipart, standing, other, encrypted);
        }

        /** The same of an object that is encrypted so. */
        public Traits encryptedAs(Optional<Encrypted> how) {
            return new Traits(tags, checksum, multipart, standing, lock, how);
        }
    }

    /** Kinds of versions. */
    public enum Standing {
        /** The null version: what is written where there are no versions, or none any more. */
        NULL,
        /** A version with an id of its own. */
        OWN,
        /** A delete marker that is the null version: it has no bytes and says that the object is removed. */
        NULL_MARKER,
        /** A delete marker with an id of its own. */
        OWN_MARKER;

        /** That of what is written to a bucket. */
        public static Standing in(Versioning versioning) {
            return versioning == Versioning.ENABLED ? OWN : NULL;
        }

        /** Whether it has an id of its own. */
        public boolean isNamed() {
            return this == OWN || this == OWN_MARKER;
        }

        public boolean isMarker() {
            return this == NULL_MARKER || this == OWN_MARKER;
        }

        /** That of the delete marker that is written in its place. */
        public Standing asMarker() {
            return isNamed() ? OWN_MARKER : NULL_MARKER;
        }
    }

    /** @param composite whether it is the checksum of the parts' checksums, and not that of the bytes */
    public record KeptChecksum(Checksum value, boolean composite) {}

    /**
     * Where an object came from that was put together from parts.
     *
     * @param parts their number, 1–10,000
     * @param md5 of the parts' MD5s, 32 lower-case hexadecimal digits
     * @param upload the number of the upload, so that a repeated completion is recognised
     */
    public record Multipart(int parts, String md5, long upload) {}

    /** Whether what is kept under a name is a note of the node's own, which no client gave and none is shown. */
    public static boolean isNote(String name) {
        return name.startsWith(NOTE);
    }

    public VersionId versionId() {
        return traits.standing.isNamed() ? new VersionId(version) : VersionId.NULL;
    }

    /** Whether it is no object, but says that there is none any more. */
    public boolean isDeleteMarker() {
        return traits.standing.isMarker();
    }

    /** The same with other traits. */
    public ObjectInfo with(Traits other) {
        return new ObjectInfo(name, size, md5, version, modified, headers, metadata, other);
    }

    /** Whether all bytes are here. */
    public boolean isStored() {
        return version > 0;
    }

    /**
     * The entity tag as HTTP writes it, in double quotes: that of the backend, else the MD5 of the parts' MD5s with their
     * number, else the MD5; empty where there is none.
     */
    public String etag() {
        String own =
                traits.multipart.map(parted -> parted.md5 + '-' + parted.parts).orElse(md5);
        return headers.getOrDefault("etag", own.isEmpty() ? "" : '"' + own + '"');
    }
}
