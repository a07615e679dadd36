package dev.cistern.backends;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a backend says of an object.
 *
 * @param lengthBytes empty where it does not say
 * @param etag as the backend wrote it, with its quotes; empty where it has none
 * @param headers what is kept with the object, lower-case names: {@code content-type}, {@code content-encoding},
 *     {@code cache-control}, {@code content-disposition}, {@code content-language}, {@code expires}
 */
public record BackendObject(OptionalLong lengthBytes, Optional<String> etag, Map<String, String> headers) {

    public BackendObject {
        headers = Map.copyOf(headers);
    }
}
