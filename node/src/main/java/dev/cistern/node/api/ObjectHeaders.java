package dev.cistern.node.api;

import dev.cistern.node.http.RequestConditions;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.PutCommand;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** An object's properties as headers, in both directions, in HTTP's names and AIStore's. */
final class ObjectHeaders {
    private static final CharSequence CHECKSUM_TYPE = HttpHeaders.createOptimized("Ais-Checksum-Type");
    private static final CharSequence CHECKSUM_VALUE = HttpHeaders.createOptimized("Ais-Checksum-Value");
    private static final CharSequence VERSION = HttpHeaders.createOptimized("Ais-Version");
    private static final CharSequence MD5 = HttpHeaders.createOptimized("md5");
    private static final CharSequence BYTES = HttpHeaders.createOptimized("bytes");
    private static final String CUSTOM_METADATA = "Ais-Custom-Md";
    private static final String DEFAULT_TYPE = "application/octet-stream";
    private static final int MD5_BYTES = 16;
    /** S3's limit on user metadata, names and values together. */
    private static final int MOST_METADATA_CHARS = 2 * 1024;

    /** System headers that are kept with an object and given back with it. */
    private static final List<String> KEPT = List.of(
            "content-type", "content-encoding", "cache-control", "content-disposition", "content-language", "expires");

    private ObjectHeaders() {}

    /** @throws RequestException where a header cannot be read */
    static PutCommand putCommand(NativeRequest admitted, ObjectName object) {
        HttpServerRequest request = admitted.exchange().request();
        String signed = admitted.exchange().bodySha256();
        Map<String, String> headers = kept(request);
        headers.putAll(admitted.notes());
        return new PutCommand(
                object,
                length(request),
                new BodyChecks(
                        checksums(request),
                        Optional.of(signed).filter(sha256 -> !sha256.isEmpty()),
                        Optional.empty(),
                        List::of),
                RequestConditions.of(request),
                headers,
                metadata(request),
                Map.of());
    }

    /** What identifies the bytes: entity tag, checksum, version. An object on its way from a backend has no checksum yet. */
    static void writeIdentity(HttpServerResponse response, ObjectInfo object) {
        if (!object.etag().isEmpty()) {
            response.putHeader(HttpHeaders.ETAG, object.etag());
        }
        if (!object.md5().isEmpty()) {
            response.putHeader(CHECKSUM_TYPE, MD5).putHeader(CHECKSUM_VALUE, object.md5());
        }
        if (object.isStored()) {
            response.putHeader(VERSION, Long.toString(object.version()));
        }
        writeVersion(response, object);
        response.putHeader(HttpHeaders.LAST_MODIFIED, RequestConditions.formatDate(object.modified()));
    }

    /** The id of a version that has one of its own. */
    static void writeVersion(HttpServerResponse response, ObjectInfo object) {
        if (object.traits().standing().isNamed()) {
            response.putHeader("Cistern-Version-Id", object.versionId().text());
        }
    }

    /** What was kept with the object. */
    static void writeKept(HttpServerResponse response, ObjectInfo object) {
        response.putHeader(HttpHeaders.ACCEPT_RANGES, BYTES);
        response.putHeader(HttpHeaders.CONTENT_TYPE, object.headers().getOrDefault("content-type", DEFAULT_TYPE));
        object.headers().forEach((name, value) -> {
            if (!ObjectInfo.isNote(name)) {
                response.putHeader(name, value);
            }
        });
        if (!object.metadata().isEmpty()) {
            response.putHeader(
                    CUSTOM_METADATA,
                    object.metadata().entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue())
                            .sorted()
                            .toList());
        }
    }

    private static OptionalLong length(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (header != null) {
            try {
                return OptionalLong.of(Long.parseLong(header));
            } catch (NumberFormatException e) {
                throw RequestException.badRequest("Content-Length '" + header + "' is not a number of bytes");
            }
        }
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                        || request.version() == io.vertx.core.http.HttpVersion.HTTP_2
                ? OptionalLong.empty()
                : OptionalLong.of(0);
    }

    private static List<Checksum> checksums(HttpServerRequest request) {
        List<Checksum> checksums = new ArrayList<>();
        String md5 = request.getHeader("Content-MD5");
        if (md5 != null) {
            checksums.add(new Checksum(Checksum.Algorithm.MD5, hexOfBase64(md5)));
        }
        String type = request.getHeader(CHECKSUM_TYPE);
        String value = request.getHeader(CHECKSUM_VALUE);
        if (type != null && value != null && !type.equals("none")) {
            checksums.add(new Checksum(algorithm(type), value));
        }
        return checksums;
    }

    private static String hexOfBase64(String md5) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(md5.strip());
        } catch (IllegalArgumentException e) {
            bytes = new byte[0];
        }
        if (bytes.length != MD5_BYTES) {
            throw RequestException.badRequest("Content-MD5 '" + md5 + "' is not the base64 of 16 bytes");
        }
        return HexFormat.of().formatHex(bytes);
    }

    private static Checksum.Algorithm algorithm(String type) {
        return switch (type) {
            case "md5" -> Checksum.Algorithm.MD5;
            case "crc32c" -> Checksum.Algorithm.CRC32C;
            case "sha256" -> Checksum.Algorithm.SHA256;
            case "sha512" -> Checksum.Algorithm.SHA512;
            default ->
                throw RequestException.badRequest(
                        CHECKSUM_TYPE + " '" + type + "' is not served; md5, crc32c, sha256 and sha512 are");
        };
    }

    private static Map<String, String> kept(HttpServerRequest request) {
        Map<String, String> kept = new LinkedHashMap<>();
        for (String name : KEPT) {
            String value = request.getHeader(name);
            if (value != null) {
                kept.put(name, value);
            }
        }
        return kept;
    }

    private static Map<String, String> metadata(HttpServerRequest request) {
        Map<String, String> metadata = new LinkedHashMap<>();
        int chars = 0;
        for (String pair : request.headers().getAll(CUSTOM_METADATA)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw RequestException.badRequest(CUSTOM_METADATA + " '" + pair + "' is not of the form name=value");
            }
            metadata.put(pair.substring(0, equals), pair.substring(equals + 1));
            chars += pair.length();
        }
        if (chars > MOST_METADATA_CHARS) {
            throw RequestException.badRequest(
                    "user metadata has " + chars + " characters; at most " + MOST_METADATA_CHARS + " are allowed");
        }
        return metadata;
    }
}
