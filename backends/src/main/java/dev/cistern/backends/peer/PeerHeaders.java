package dev.cistern.backends.peer;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.BackendPut;
import dev.cistern.backends.WritableBackend.Written;
import dev.cistern.backends.http.HttpObjects;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An object's properties as the native API writes them, in both directions. */
final class PeerHeaders {
    private static final String CHECKSUM_TYPE = "Ais-Checksum-Type";
    private static final String CHECKSUM_VALUE = "Ais-Checksum-Value";
    private static final String CUSTOM_METADATA = "Ais-Custom-Md";
    private static final String VERSION = "Ais-Version";
    private static final String MD5 = "md5";
    /** Those that can be sent beside an MD5; one at a time. */
    static final Set<String> SENT = Set.of("crc32c", "sha256", "sha512");

    private PeerHeaders() {}

    /** @throws BackendException where a checksum cannot be sent, which must not be dropped in silence */
    static MultiMap of(BackendPut put) throws BackendException {
        MultiMap headers = HttpHeaders.headers();
        put.headers().forEach(headers::set);
        put.conditions().forEach(headers::set);
        List<String> metadata = new ArrayList<>();
        put.metadata().forEach((name, value) -> metadata.add(name + "=" + value));
        if (!metadata.isEmpty()) {
            headers.set(CUSTOM_METADATA, metadata);
        }
        for (Map.Entry<String, String> checksum : put.checksums().entrySet()) {
            String type = checksum.getKey();
            if (type.equals(MD5)) {
                byte[] md5 = HexFormat.of().parseHex(checksum.getValue());
                headers.set("Content-MD5", Base64.getEncoder().encodeToString(md5));
            } else if (SENT.contains(type) && !headers.contains(CHECKSUM_TYPE)) {
                headers.set(CHECKSUM_TYPE, type).set(CHECKSUM_VALUE, checksum.getValue());
            } else {
                throw new BackendException(
                        Fault.REFUSED, "a checksum of the kind " + type + " cannot be passed on to another node");
            }
        }
        return headers;
    }

    static BackendObject describe(MultiMap headers) {
        BackendObject plain = HttpObjects.describe(headers);
        Map<String, String> metadata = new LinkedHashMap<>();
        for (String pair : headers.getAll(CUSTOM_METADATA)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                metadata.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return new BackendObject(
                plain.lengthBytes(),
                plain.etag(),
                md5(headers).isEmpty() ? Map.of() : Map.of(MD5, md5(headers)),
                plain.headers(),
                metadata);
    }

    /** @param lengthBytes how many were sent */
    static Written written(MultiMap headers, long lengthBytes) {
        String etag = headers.get(HttpHeaders.ETAG);
        String version = headers.get(VERSION);
        boolean counts = version != null && version.matches("\\d{1,18}");
        return new Written(
                lengthBytes, etag == null ? "" : etag, md5(headers), counts ? Math.max(1, Long.parseLong(version)) : 1);
    }

    private static String md5(MultiMap headers) {
        String value = headers.get(CHECKSUM_VALUE);
        return MD5.equals(headers.get(CHECKSUM_TYPE)) && value != null && value.matches("[0-9a-f]{32}") ? value : "";
    }
}
