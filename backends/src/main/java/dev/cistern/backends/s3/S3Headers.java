package dev.cistern.backends.s3;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.BackendPut;
import dev.cistern.backends.WritableBackend.Written;
import dev.cistern.backends.http.HttpObjects;
import dev.cistern.backends.s3.S3Location.EtagMeaning;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** An object's properties as S3 writes them, in both directions. */
final class S3Headers {
    /** Those that S3 compares beside an MD5; one at a time. */
    static final Set<String> COMPARED = Set.of("crc32c", "sha256");

    private static final String CHECKSUM = "x-amz-checksum-";
    private static final String METADATA = "x-amz-meta-";
    private static final String ENCRYPTION = "x-amz-server-side-encryption";
    private static final Pattern MD5_TAG = Pattern.compile("\"?([0-9a-fA-F]{32})\"?");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private S3Headers() {}

    /**
     * The headers of a write.
     *
     * @param withChecksums whether the server knows checksums other than MD5; those who speak Amazon's API refuse them, or let
     *     them pass without comparing
     * @throws BackendException where something cannot be sent, which must not be dropped in silence
     */
    static MultiMap of(BackendPut put, boolean withChecksums) throws BackendException {
        MultiMap headers = HttpHeaders.headers();
        put.headers().forEach(headers::set);
        addConditions(put.conditions(), headers);
        for (Map.Entry<String, String> entry : put.metadata().entrySet()) {
            boolean clean = entry.getValue().chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\t');
            if (!TOKEN.matcher(entry.getKey()).matches() || !clean) {
                throw new BackendException(
                        Fault.REFUSED,
                        "the metadata '" + entry.getKey() + "' cannot be sent to S3: it takes ASCII alone");
            }
            headers.set(METADATA + entry.getKey(), entry.getValue());
        }
        for (Map.Entry<String, String> checksum : put.checksums().entrySet()) {
            String value = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(checksum.getValue()));
            if (checksum.getKey().equals("md5")) {
                headers.set("Content-MD5", value);
            } else if (COMPARED.contains(checksum.getKey())) {
                if (!withChecksums) {
                    continue;
                }
                headers.set(CHECKSUM + checksum.getKey(), value);
            } else {
                throw new BackendException(
                        Fault.REFUSED, "a checksum of the kind " + checksum.getKey() + " cannot be passed on to S3");
            }
        }
        return headers;
    }

    /** @throws BackendException for a condition that S3 does not know on writes */
    static void addConditions(Map<String, String> conditions, MultiMap headers) throws BackendException {
        for (Map.Entry<String, String> condition : conditions.entrySet()) {
            String name = condition.getKey();
            if (!name.equals("if-match") && !name.equals("if-none-match")) {
                throw new BackendException(Fault.REFUSED, "S3 writes under no condition " + name);
            }
            headers.set(name, condition.getValue());
        }
    }

    static BackendObject describe(MultiMap headers, EtagMeaning meaning) {
        BackendObject plain = HttpObjects.describe(headers);
        Map<String, String> metadata = new LinkedHashMap<>();
        headers.forEach(header -> {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith(METADATA)) {
                metadata.put(name.substring(METADATA.length()), header.getValue());
            }
        });
        return new BackendObject(
                plain.lengthBytes(), plain.etag(), checksums(headers, meaning), plain.headers(), metadata);
    }

    /** An object's MD5, and those checksums that are of all its bytes and not of those of its parts. */
    private static Map<String, String> checksums(MultiMap headers, EtagMeaning meaning) {
        Map<String, String> checksums = new LinkedHashMap<>();
        md5(headers, meaning).ifPresent(md5 -> checksums.put("md5", md5));
        for (String name : COMPARED) {
            String value = headers.get(CHECKSUM + name);
            if (value != null && value.matches("[A-Za-z0-9+/]{6,}={0,2}")) {
                checksums.put(name, HexFormat.of().formatHex(Base64.getDecoder().decode(value)));
            }
        }
        return checksums;
    }

    /** Whether a header is of the one request that writes an object, and not a property of the object. */
    static boolean isOfOneRequest(String name) {
        return name.equalsIgnoreCase("content-md5")
                || name.regionMatches(true, 0, "if-", 0, 3)
                || name.regionMatches(true, 0, CHECKSUM, 0, CHECKSUM.length());
    }

    /** What S3 says it has stored is the last link: from the client's bytes to those there. */
    static Future<Written> compared(S3Location location, MultiMap headers, Written sent) {
        Optional<String> stored = md5(headers, location.etag());
        return stored.isEmpty() || stored.get().equals(sent.md5())
                ? Future.succeededFuture(sent)
                : Future.failedFuture(new BackendException(
                        Fault.BACKEND,
                        "the backend " + location + " stored bytes with MD5 " + stored.get() + ", but those sent have "
                                + sent.md5() + "; give the bucket etag=opaque if its entity tags are no MD5s"));
    }

    /** The MD5 of an object that was stored at once; with a key of a service of keys, the entity tag is something else. */
    static Optional<String> md5(MultiMap headers, EtagMeaning meaning) {
        String etag = headers.get(HttpHeaders.ETAG);
        String encryption = headers.get(ENCRYPTION);
        boolean plain = encryption == null || encryption.equals("AES256");
        if (etag == null || !plain || meaning == EtagMeaning.OPAQUE) {
            return Optional.empty();
        }
        var digits = MD5_TAG.matcher(etag);
        return digits.matches() ? Optional.of(digits.group(1).toLowerCase(Locale.ROOT)) : Optional.empty();
    }
}
