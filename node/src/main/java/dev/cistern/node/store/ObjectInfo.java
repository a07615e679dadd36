package dev.cistern.node.store;

import java.time.Instant;
import java.util.Map;

/**
 * What is known of a stored object without its bytes.
 *
 * @param size bytes
 * @param md5 32 lower-case hexadecimal digits; the ETag is this in double quotes
 * @param version counts the writes of this node; a later write has a greater one
 * @param modified when the object was committed, to the millisecond
 * @param headers system headers kept with the object, lower-case names: {@code content-type},
 *     {@code content-encoding}, {@code cache-control}, {@code content-disposition}, {@code content-language},
 *     {@code expires}
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

    /** The entity tag as HTTP writes it, in double quotes. */
    public String etag() {
        return '"' + md5 + '"';
    }
}
