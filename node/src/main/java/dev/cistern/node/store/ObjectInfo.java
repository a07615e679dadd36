package dev.cistern.node.store;

import java.time.Instant;
import java.util.Map;

/**
 * What is known of an object without its bytes. An object that is on its way from a backend is not stored yet: its MD5 is
 * empty and its version 0.
 *
 * @param size bytes
 * @param md5 32 lower-case hexadecimal digits
 * @param version counts the writes of this node; a later write has a greater one
 * @param modified when the object was committed, to the millisecond
 * @param headers system headers kept with the object, lower-case names: {@code content-type},
 *     {@code content-encoding}, {@code cache-control}, {@code content-disposition}, {@code content-language},
 *     {@code expires}; and {@code etag}, where the object's backend gave one
 * @param metadata the user's own, as sent
 */
public record ObjectInfo(
        ObjectName name,
        long size,
        String md5,
        long version,
        Instant modified,
        Map<String, String> headers,
        Map<String, String> metadata) {

    public ObjectInfo {
        headers = Map.copyOf(headers);
        metadata = Map.copyOf(metadata);
    }

    /** Whether all bytes are here. */
    public boolean isStored() {
        return !md5.isEmpty();
    }

    /** The entity tag as HTTP writes it: that of the backend, else the MD5 in double quotes; empty where there is none. */
    public String etag() {
        return headers.getOrDefault("etag", isStored() ? '"' + md5 + '"' : "");
    }
}
