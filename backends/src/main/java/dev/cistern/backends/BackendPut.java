package dev.cistern.backends;

import java.util.Map;
import java.util.OptionalLong;

/**
 * An object to be written to a backend.
 *
 * @param key 1–1,024 bytes of UTF-8, any text
 * @param lengthBytes empty where it is known only at the end
 * @param conditions under which it is to be written, as HTTP has them, by lower-case name of the header: {@code if-match},
 *     {@code if-none-match}, {@code if-modified-since}, {@code if-unmodified-since}; the backend evaluates them
 * @param checksums what the bytes must come to, hexadecimal, by name of the algorithm: {@code md5}, {@code crc32c},
 *     {@code sha256}, {@code sha512}; the backend compares
 * @param headers see {@link BackendObject#headers}
 * @param metadata see {@link BackendObject#metadata}
 */
public record BackendPut(
        String key,
        OptionalLong lengthBytes,
        Map<String, String> conditions,
        Map<String, String> checksums,
        Map<String, String> headers,
        Map<String, String> metadata) {

    public BackendPut {
        conditions = Map.copyOf(conditions);
        checksums = Map.copyOf(checksums);
        headers = Map.copyOf(headers);
        metadata = Map.copyOf(metadata);
    }
}
