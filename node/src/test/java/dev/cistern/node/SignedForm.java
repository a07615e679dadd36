package dev.cistern.node;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A form as a browser sends it, signed as Amazon describes it. */
final class SignedForm {
    static final String BOUNDARY = "----WebKitFormBoundary7MA4YWxk";
    private static final String DAY = "20260601";

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final StringBuilder conditions = new StringBuilder();
    private Instant expiration = Instant.now().plusSeconds(600);

    @CanIgnoreReturnValue
    SignedForm field(String name, String value) {
        fields.put(name, value);
        return this;
    }

    /** A field, with the condition that allows it. */
    @CanIgnoreReturnValue
    SignedForm allowed(String name, String value) {
        return field(name, value).condition("{\"" + name + "\":\"" + value + "\"}");
    }

    @CanIgnoreReturnValue
    SignedForm condition(String json) {
        conditions.append(conditions.isEmpty() ? "" : ",").append(json);
        return this;
    }

    @CanIgnoreReturnValue
    SignedForm expiring(Instant when) {
        expiration = when;
        return this;
    }

    @CanIgnoreReturnValue
    SignedForm without(String name) {
        fields.remove(name);
        return this;
    }

    @CanIgnoreReturnValue
    SignedForm signed(String accessKey, String secretKey) {
        allowed("x-amz-algorithm", "AWS4-HMAC-SHA256");
        allowed("x-amz-credential", accessKey + "/" + DAY + "/us-east-1/s3/aws4_request");
        allowed("x-amz-date", DAY + "T000000Z");
        return signedPolicy("{\"expiration\":\"" + expiration + "\",\"conditions\":[" + conditions + "]}", secretKey);
    }

    @CanIgnoreReturnValue
    SignedForm signedPolicy(String policy, String secretKey) {
        String text = Base64.getEncoder().encodeToString(policy.getBytes(StandardCharsets.UTF_8));
        byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String step : new String[] {DAY, "us-east-1", "s3", "aws4_request"}) {
            key = hmac(key, step);
        }
        return field("policy", text).field("x-amz-signature", HexFormat.of().formatHex(hmac(key, text)));
    }

    HttpResponse<byte[]> post(RunningNode node, String path, byte[] file) throws Exception {
        return node.send("POST", path, body(file), "Content-Type", "multipart/form-data; boundary=" + BOUNDARY);
    }

    HttpResponse<byte[]> post(RunningNode node, String path, String file) throws Exception {
        return post(node, path, file.getBytes(StandardCharsets.UTF_8));
    }

    byte[] body(byte[] file) {
        StringBuilder head = new StringBuilder();
        fields.forEach((name, value) -> head.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"")
                .append(name)
                .append("\"\r\n\r\n")
                .append(value)
                .append("\r\n"));
        head.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"foo.txt\"\r\n"
                + "Content-Type: application/x-ignored\r\n\r\n");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        body.writeBytes(file);
        body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Arrays.copyOf(key, key.length), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
