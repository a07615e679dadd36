package dev.cistern.backends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.backends.RecordingCloud.Seen;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signatures of version 4, reckoned from a request as it came, by Amazon's description and by nobody's library. */
final class SigV4Check {
    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=AK/(\\d{8})/([^/]+)/s3/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\\w+)");

    private SigV4Check() {}

    /** Of Amazon's, with the key of {@link TwoClouds}, and with no other. */
    static void assertRight(Seen request) throws Exception {
        assertThat(isRight(request, TwoClouds.SECRET)).as(request.target()).isTrue();
        assertThat(isRight(request, "another")).isFalse();
    }

    static boolean isRight(Seen request, String secret) throws Exception {
        Matcher parts = AUTHORIZATION.matcher(request.header("Authorization"));
        if (!parts.matches()) {
            throw new AssertionError("no signature: " + request.header("Authorization"));
        }
        StringBuilder canonical = new StringBuilder(request.method())
                .append('\n')
                .append(request.path())
                .append('\n')
                .append(String.join("&", request.query()).replace("/", "%2F"))
                .append('\n');
        for (String name : List.of(parts.group(3).split(";", -1))) {
            canonical
                    .append(name)
                    .append(':')
                    .append(request.header(name).strip())
                    .append('\n');
        }
        canonical.append('\n').append(parts.group(3)).append('\n').append(request.header("x-amz-content-sha256"));
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
        String text = "AWS4-HMAC-SHA256\n" + request.header("x-amz-date") + "\n" + parts.group(1) + "/" + parts.group(2)
                + "/s3/aws4_request\n" + HexFormat.of().formatHex(digest);
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String step : List.of(parts.group(1), parts.group(2), "s3", "aws4_request", text)) {
            key = hmac(key, step);
        }
        return HexFormat.of().formatHex(key).equals(parts.group(4));
    }

    private static byte[] hmac(byte[] key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
