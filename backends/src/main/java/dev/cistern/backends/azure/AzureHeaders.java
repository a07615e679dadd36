package dev.cistern.backends.azure;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.BackendPut;
import dev.cistern.backends.http.HttpObjects;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A blob's properties as Azure writes them, in both directions. Names of metadata are identifiers of C# there: other
 * characters are written as .NET's {@code XmlConvert.EncodeName} does, {@code _x002d_} for a hyphen. What Azure does not keep,
 * {@code Expires}, is kept as metadata.
 */
final class AzureHeaders {
    private static final String METADATA = "x-ms-meta-";
    private static final String EXPIRES = "cistern_expires";
    /** Kept by Azure, by the name of its own header for them. */
    private static final List<String> KEPT =
            List.of("content-type", "content-encoding", "content-language", "content-disposition", "cache-control");

    private static final Pattern TO_ENCODE = Pattern.compile("[^A-Za-z0-9_]|_(?=x[0-9A-Fa-f]{4}_)|^[0-9]");
    private static final Pattern ENCODED = Pattern.compile("_x([0-9A-Fa-f]{4})_");

    private AzureHeaders() {}

    /** @throws BackendException where something cannot be sent, which must not be dropped in silence */
    static MultiMap of(BackendPut put) throws BackendException {
        MultiMap headers = HttpHeaders.headers();
        put.conditions().forEach(headers::set);
        put.headers().forEach((name, value) -> {
            if (KEPT.contains(name)) {
                headers.set("x-ms-blob-" + name, value);
            } else {
                headers.set(METADATA + EXPIRES, value);
            }
        });
        for (Map.Entry<String, String> entry : put.metadata().entrySet()) {
            if (entry.getKey().isEmpty() || !entry.getValue().chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
                throw new BackendException(
                        Fault.REFUSED,
                        "the metadata '" + entry.getKey() + "' cannot be sent to Azure: it takes ASCII alone");
            }
            headers.set(METADATA + encoded(entry.getKey()), entry.getValue());
        }
        return headers;
    }

    /** As a name of metadata. */
    static String encoded(String name) {
        return TO_ENCODE
                .matcher(name)
                .replaceAll(found -> String.format(
                        Locale.ROOT, "_x%04x_", (int) found.group().charAt(0)));
    }

    /** What a name of metadata says. */
    static String decoded(String name) {
        return ENCODED.matcher(name)
                .replaceAll(
                        found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
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
                metadata.put(decoded(name.substring(METADATA.length())), header.getValue());
            }
        });
        Map<String, String> checksums =
                md5(headers).map(md5 -> Map.of("md5", md5)).orElse(Map.of());
        return new BackendObject(plain.lengthBytes(), plain.etag(), checksums, kept, metadata);
    }

    /** The MD5 of what was written or is read. */
    static Optional<String> md5(MultiMap headers) {
        String value = headers.get("Content-MD5");
        return value == null || !value.matches("[A-Za-z0-9+/]{22}==")
                ? Optional.empty()
                : Optional.of(HexFormat.of().formatHex(Base64.getDecoder().decode(value)));
    }

    static String base64(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }
}
