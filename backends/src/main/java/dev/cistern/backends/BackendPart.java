package dev.cistern.backends;

/**
 * A run of bytes of an object.
 *
 * @param key as for {@link Backend#get}
 * @param etag the entity tag of the object that is meant, as the backend wrote it; not a weak one
 * @param offset of the first byte, 0 or more
 * @param lengthBytes 1 or more, and within the object
 */
public record BackendPart(String key, String etag, long offset, long lengthBytes) {

    /** Of the last byte. */
    public long last() {
        return offset + lengthBytes - 1;
    }

    /** The rest of it, from a later byte on. */
    public BackendPart from(long position) {
        return new BackendPart(key, etag, position, offset + lengthBytes - position);
    }
}
