package dev.cistern.bench.s3;

import dev.cistern.bench.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests for S3, version 4, all of their headers. Targets are taken to be encoded as they are signed, and to have no
 * query. A signature holds for 15 minutes, so a request may be sent again as it is. Immutable.
 */
final class Signer {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String REGION = "us-east-1";
    private static final String HMAC = "HmacSHA256";

    private final String accessKey;
    private final String host;
    private final String time;
    private final String scope;
    private final SecretKeySpec key;

    /** @param host as the requests name it, with its port */
    Signer(String accessKey, String secretKey, String host, Instant now) {
        this.accessKey = accessKey;
        this.host = host;
        this.time = TIME.format(now);
        String date = time.substring(0, 8);
        this.scope = date + "/" + REGION + "/s3/aws4_request";
        byte[] derived = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String step : new String[] {date, REGION, "s3", "aws4_request"}) {
            derived = hmac(new SecretKeySpec(derived, HMAC), step);
        }
        this.key = new SecretKeySpec(derived, HMAC);
    }

    /**
     * A request and the signature in it, with which the chain of its chunks begins.
     *
     * @param signature hexadecimal digits
     */
    record Signed(Request request, String signature) {}

    /** @param payload the hash of the body, or what stands for it */
    Signed sign(Request request, String payload) {
        Map<String, String> headers = new TreeMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        headers.put("host", host);
        headers.put("x-amz-date", time);
        headers.put("x-amz-content-sha256", payload);
        StringBuilder lines = new StringBuilder();
        headers.forEach(
                (name, value) -> lines.append(name).append(':').append(value).append('\n'));
        String names = String.join(";", headers.keySet());
        String canonical = request.method() + "\n" + request.target() + "\n\n" + lines + "\n" + names + "\n" + payload;
        String signature = signature("AWS4-HMAC-SHA256", sha256(canonical.getBytes(StandardCharsets.UTF_8)));
        headers.remove("host");
        headers.put(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + accessKey + "/" + scope + ", SignedHeaders=" + names + ", Signature="
                        + signature);
        return new Signed(new Request(request.method(), request.target(), headers, request.body()), signature);
    }

    /** The signature of a chunk, from that of the one before it. */
    String ofChunk(String previous, String hash) {
        return signature("AWS4-HMAC-SHA256-PAYLOAD", previous + "\n" + sha256(new byte[0]) + "\n" + hash);
    }

    /** The signature of the trailers, from that of the last chunk. */
    String ofTrailers(String previous, String lines) {
        return signature(
                "AWS4-HMAC-SHA256-TRAILER", previous + "\n" + sha256(lines.getBytes(StandardCharsets.US_ASCII)));
    }

    private String signature(String algorithm, String end) {
        return HexFormat.of().formatHex(hmac(key, algorithm + "\n" + time + "\n" + scope + "\n" + end));
    }

    static String sha256(byte[] bytes) {
        return sha256(bytes, 0, bytes.length);
    }

    static String sha256(byte[] bytes, int offset, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, offset, length);
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }
}
