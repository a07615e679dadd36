package dev.cistern.backends;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a backend says of an object.
 *
 * @param lengthBytes empty where it does not say
 * @param etag as the backend wrote it, with its quotes; empty where it has none
 * @param md5 what its bytes come to, 32 lower-case hexadecimal digits; empty where it does not say
 * @param headers what is kept with the object, lower-case names: {@code content-type}, {@code content-encoding},
 *     {@code cache-control}, {@code content-disposition}, {@code content-language}, {@code expires}
 * @param metadata the user's own, kept with the object
 */
public record BackendObject(
        OptionalLong lengthBytes,
        Optional<String> etag,
        Optional<String> md5,
        Map<String, String> headers,
        Map<String, String> metadata) {

    public BackendObject {
        headers = Map.copyOf(headers);
        metadata = Map.copyOf(metadata);
    }
}
