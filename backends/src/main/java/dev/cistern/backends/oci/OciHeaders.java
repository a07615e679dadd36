package dev.cistern.backends.oci;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.BackendPut;
import dev.cistern.backends.http.HttpObjects;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An object's properties as OCI writes them, in both directions. It writes entity tags without the quotes that HTTP wants; they
 * are added here. What it does not keep, {@code Expires}, is kept as metadata.
 */
final class OciHeaders {
    private static final String METADATA = "opc-meta-";
    private static final String EXPIRES = "cistern-expires";
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern ONE_TAG = Pattern.compile("\"?([^\",*\\s]+)\"?");
    private static final Map<String, String> NAMES = Map.of(
            "content-type", "contentType",
            "content-encoding", "contentEncoding",
            "content-language", "contentLanguage",
            "content-disposition", "contentDisposition",
            "cache-control", "cacheControl");

    private OciHeaders() {}

    /** @throws BackendException where something cannot be sent, which must not be dropped in silence */
    static MultiMap of(BackendPut put) throws BackendException {
        MultiMap headers = HttpHeaders.headers();
        put.headers().forEach((name, value) -> headers.set(NAMES.containsKey(name) ? name : METADATA + EXPIRES, value));
        for (Map.Entry<String, String> entry : put.metadata().entrySet()) {
            boolean clean = entry.getValue().chars().allMatch(c -> c >= ' ' && c < 0x7f);
            if (!TOKEN.matcher(entry.getKey()).matches() || !clean) {
                throw new BackendException(
                        Fault.REFUSED,
                        "the metadata '" + entry.getKey() + "' cannot be sent to OCI: it takes ASCII alone");
            }
            headers.set(METADATA + entry.getKey(), entry.getValue());
        }
        addConditions(put.conditions(), headers);
        return headers;
    }

    /** @throws BackendException for a condition that OCI does not know on writes */
    static void addConditions(Map<String, String> conditions, MultiMap headers) throws BackendException {
        for (Map.Entry<String, String> condition : conditions.entrySet()) {
            String name = condition.getKey();
            String value = condition.getValue().strip();
            if (name.equals("if-none-match") && value.equals("*")) {
                headers.set(name, value);
            } else if (name.equals("if-match") && ONE_TAG.matcher(value).matches()) {
                headers.set(name, plain(value));
            } else {
                throw new BackendException(
                        Fault.REFUSED, "OCI Object Storage writes under no condition " + name + ": " + value);
            }
        }
    }

    /** What begins an upload in parts. */
    static JsonObject json(String object, BackendPut put) {
        JsonObject json = new JsonObject().put("object", object);
        JsonObject metadata = new JsonObject();
        put.headers().forEach((name, value) -> {
            if (NAMES.containsKey(name)) {
                json.put(NAMES.get(name), value);
            } else {
                metadata.put(METADATA + EXPIRES, value);
            }
        });
        put.metadata().forEach((name, value) -> metadata.put(METADATA + name, value));
        return metadata.isEmpty() ? json : json.put("metadata", metadata);
    }

    static BackendObject describe(MultiMap headers) {
        BackendObject plain = HttpObjects.describe(headers);
        Map<String, String> kept = new LinkedHashMap<>(plain.headers());
        Map<String, String> metadata = new LinkedHashMap<>();
        headers.forEach(header -> {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.equals(METADATA + EXPIRES)) {
                kept.put("expires", header.getValue());
            } else if (name.startsWith(METADATA)) {
                metadata.put(name.substring(METADATA.length()), header.getValue());
            }
        });
        // A part has the checksum of the whole.
        Map<String, String> checksums =
                hex(headers.get("Content-MD5")).map(md5 -> Map.of("md5", md5)).orElse(Map.of());
        return new BackendObject(plain.lengthBytes(), plain.etag().map(OciHeaders::quoted), checksums, kept, metadata);
    }

    /** As HTTP has it. */
    static String quoted(String etag) {
        return etag.isEmpty() || etag.startsWith("\"") ? etag : '"' + etag + '"';
    }

    /** As OCI has it. */
    static String plain(String etag) {
        return etag.replace("\"", "");
    }

    /** @param base64 an MD5, if it is one */
    static Optional<String> hex(@Nullable String base64) {
        return base64 == null || !base64.matches("[A-Za-z0-9+/]{22}==")
                ? Optional.empty()
                : Optional.of(HexFormat.of().formatHex(Base64.getDecoder().decode(base64)));
    }

    static String base64(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }
}
