package dev.cistern.backends.gcs;

import dev.cistern.backends.BackendObject;
import dev.cistern.backends.BackendPut;
import dev.cistern.backends.ListableBackend.Listed;
import dev.cistern.backends.http.HttpObjects;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An object's properties as Google writes them, in both directions. Its entity tag is its generation, which is what Google
 * evaluates conditions by. What Google does not keep, {@code Expires}, is kept as metadata.
 */
final class GcsObjects {
    private static final String METADATA = "x-goog-meta-";
    private static final String EXPIRES = "cistern-expires";
    private static final Map<String, String> NAMES = Map.of(
            "content-type", "contentType",
            "content-encoding", "contentEncoding",
            "content-language", "contentLanguage",
            "content-disposition", "contentDisposition",
            "cache-control", "cacheControl");

    private GcsObjects() {}

    static String etag(String generation) {
        return '"' + generation + '"';
    }

    /** The generation that an entity tag of ours says; one that none has for others. */
    static String generation(String etag) {
        String digits = etag.replace("\"", "");
        return digits.matches("\\d{1,18}") ? digits : "1";
    }

    /** What is sent before the bytes. */
    static JsonObject json(BackendPut put) {
        JsonObject json = new JsonObject();
        JsonObject metadata = new JsonObject();
        put.headers().forEach((name, value) -> {
            if (NAMES.containsKey(name)) {
                json.put(NAMES.get(name), value);
            } else {
                metadata.put(EXPIRES, value);
            }
        });
        put.metadata().forEach(metadata::put);
        put.checksums().forEach((name, hex) -> {
            if (name.equals("md5") || name.equals("crc32c")) {
                String base64 =
                        Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
                json.put(name.equals("md5") ? "md5Hash" : "crc32c", base64);
            }
        });
        return metadata.isEmpty() ? json : json.put("metadata", metadata);
    }

    /** Of the headers of its bytes. */
    static BackendObject describe(MultiMap headers) {
        BackendObject plain = HttpObjects.describe(headers);
        Map<String, String> kept = new LinkedHashMap<>(plain.headers());
        kept.remove("expires"); // Google's own reckoning.
        Map<String, String> metadata = new LinkedHashMap<>();
        headers.forEach(header -> {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith(METADATA)) {
                metadata.put(name.substring(METADATA.length()), header.getValue());
            }
        });
        Map<String, String> checksums = new LinkedHashMap<>();
        for (String value : headers.getAll("x-goog-hash")) {
            for (String sum : value.split(",", -1)) {
                int equals = sum.indexOf('=');
                if (equals > 0) {
                    add(checksums, sum.substring(0, equals).strip(), sum.substring(equals + 1));
                }
            }
        }
        return described(
                plain.lengthBytes(), Optional.ofNullable(headers.get("x-goog-generation")), checksums, kept, metadata);
    }

    /** Of what Google says of it. */
    static BackendObject describe(JsonObject json) {
        Map<String, String> kept = new LinkedHashMap<>();
        NAMES.forEach((name, member) -> {
            String value = json.getString(member);
            if (value != null && !value.isEmpty()) {
                kept.put(name, value);
            }
        });
        Map<String, String> metadata = new LinkedHashMap<>();
        json.getJsonObject("metadata", new JsonObject())
                .forEach(entry ->
                        metadata.put(entry.getKey().toLowerCase(Locale.ROOT), String.valueOf(entry.getValue())));
        Map<String, String> checksums = new LinkedHashMap<>();
        add(checksums, "md5", json.getString("md5Hash", ""));
        add(checksums, "crc32c", json.getString("crc32c", ""));
        return described(
                OptionalLong.of(Long.parseLong(json.getString("size"))),
                Optional.ofNullable(json.getString("generation")),
                checksums,
                kept,
                metadata);
    }

    private static BackendObject described(
            OptionalLong length,
            Optional<String> generation,
            Map<String, String> checksums,
            Map<String, String> kept,
            Map<String, String> metadata) {
        String expires = metadata.remove(EXPIRES);
        if (expires != null) {
            kept.put("expires", expires);
        }
        return new BackendObject(length, generation.map(GcsObjects::etag), checksums, kept, metadata);
    }

    private static void add(Map<String, String> checksums, String name, String base64) {
        if ((name.equals("md5") || name.equals("crc32c")) && base64.matches("[A-Za-z0-9+/]{6,}={0,2}")) {
            checksums.put(name, HexFormat.of().formatHex(Base64.getDecoder().decode(base64)));
        }
    }

    /** @param key without the backend's prefix */
    static Listed listed(String key, JsonObject json) {
        return new Listed(
                key,
                Long.parseLong(json.getString("size")),
                Instant.parse(json.getString("updated")),
                etag(json.getString("generation")));
    }
}
