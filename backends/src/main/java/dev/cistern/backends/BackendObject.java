package dev.cistern.backends;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a backend says of an object.
 *
 * @param lengthBytes empty where it does not say
 * @param etag as the backend wrote it, with its quotes; empty where it has none
 * @param checksums what its bytes come to, as far as it says, lower-case hexadecimal digits by name of the algorithm: {@code
 *     md5}, {@code crc32c}, {@code sha256}
 * @param headers what is kept with the object, lower-case names: {@code content-type}, {@code content-encoding},
 *     {@code cache-control}, {@code content-disposition}, {@code content-language}, {@code expires}
 * @param metadata the user's own, kept with the object
 */
public record BackendObject(
        OptionalLong lengthBytes,
        Optional<String> etag,
        Map<String, String> checksums,
        Map<String, String> headers,
        Map<String, String> metadata) {

    public BackendObject {
        checksums = Map.copyOf(checksums);
        headers = Map.copyOf(headers);
        metadata = Map.copyOf(metadata);
    }
}
