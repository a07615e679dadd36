package dev.cistern.node.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.http.RequestTarget.Parameter;
import dev.cistern.node.s3.wire.S3Exception;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The examples of Amazon's documentation of signature version 4 for S3, with their keys, times and signatures. */
final class AmazonsExamplesTest {
    private static final String HOST = "examplebucket.s3.amazonaws.com";
    private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
    private static final String SCOPE = KEY + "/20130524/us-east-1/s3/aws4_request";
    private static final String NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final Authenticator AUTHENTICATOR = new Authenticator(
            accessKey ->
                    accessKey.equals(KEY) ? Optional.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY") : Optional.empty(),
            InstantSource.fixed(Instant.parse("2013-05-24T00:00:00Z")));

    private static MultiMap headers(String... namesAndValues) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Host", HOST);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    private static String authorization(String signedHeaders, String signature) {
        return "AWS4-HMAC-SHA256 Credential=" + SCOPE + ",SignedHeaders=" + signedHeaders + ",Signature=" + signature;
    }

    @Test
    void getOfAnObjectWithARange() {
        SignedRequest request = new SignedRequest(
                "GET",
                "/test.txt",
                List.of(),
                headers(
                        "Range",
                        "bytes=0-9",
                        "x-amz-content-sha256",
                        NOTHING,
                        "x-amz-date",
                        "20130524T000000Z",
                        "Authorization",
                        authorization(
                                "host;range;x-amz-content-sha256;x-amz-date",
                                "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")),
                HOST);

        assertThat(AUTHENTICATOR.verify(request).accessKey()).contains(KEY);
    }

    @Test
    void listOfABucketWithParametersInAnyOrder() {
        SignedRequest request = new SignedRequest(
                "GET",
                "/",
                List.of(new Parameter("prefix", "J", true), new Parameter("max-keys", "2", true)),
                headers(
                        "x-amz-content-sha256",
                        NOTHING,
                        "x-amz-date",
                        "20130524T000000Z",
                        "Authorization",
                        authorization(
                                "host;x-amz-content-sha256;x-amz-date",
                                "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")),
                HOST);

        assertThat(AUTHENTICATOR.verify(request).accessKey()).contains(KEY);
    }

    @Test
    void presignedGet() {
        SignedRequest request = new SignedRequest(
                "GET",
                "/test.txt",
                List.of(
                        new Parameter("X-Amz-Algorithm", "AWS4-HMAC-SHA256", true),
                        new Parameter("X-Amz-Credential", SCOPE, true),
                        new Parameter("X-Amz-Date", "20130524T000000Z", true),
                        new Parameter("X-Amz-Expires", "86400", true),
                        new Parameter("X-Amz-SignedHeaders", "host", true),
                        new Parameter(
                                "X-Amz-Signature",
                                "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
                                true)),
                headers(),
                HOST);

        assertThat(AUTHENTICATOR.verify(request).accessKey()).contains(KEY);
    }

    @Test
    void putInSignedChunks() {
        SignedRequest request = new SignedRequest(
                "PUT",
                "/examplebucket/chunkObject.txt",
                List.of(),
                MultiMap.caseInsensitiveMultiMap()
                        .add("Host", "s3.amazonaws.com")
                        .add("x-amz-date", "20130524T000000Z")
                        .add("x-amz-storage-class", "REDUCED_REDUNDANCY")
                        .add("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
                        .add("Content-Encoding", "aws-chunked")
                        .add("x-amz-decoded-content-length", "66560")
                        .add("Content-Length", "66824")
                        .add(
                                "Authorization",
                                authorization(
                                        "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;"
                                                + "x-amz-decoded-content-length;x-amz-storage-class",
                                        "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9")),
                "s3.amazonaws.com");
        Payload.Chunked form = (Payload.Chunked) AUTHENTICATOR.verify(request).payload();
        Buffer body = Buffer.buffer()
                .appendString(
                        "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n")
                .appendString("a".repeat(65_536) + "\r\n")
                .appendString(
                        "400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n")
                .appendString("a".repeat(1024) + "\r\n")
                .appendString("0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n")
                .appendString("\r\n");
        Buffer data = Buffer.buffer();
        ChunkDecoder decoder = new ChunkDecoder(form, data::appendBuffer);

        for (int at = 0; at < body.length(); at += 1000) {
            decoder.decode(body.slice(at, Math.min(body.length(), at + 1000)));
        }

        assertThat(decoder.isDone()).isTrue();
        assertThat(data.toString()).isEqualTo("a".repeat(66_560));
        Payload.Chunked again = (Payload.Chunked) AUTHENTICATOR.verify(request).payload();
        body.setByte(100, (byte) 'b');
        assertThatThrownBy(() -> new ChunkDecoder(again, data::appendBuffer).decode(body))
                .isInstanceOf(S3Exception.class)
                .hasMessageContaining("signature of a chunk");
    }

    @Test
    void formWithAPolicy() {
        String policy = """
                { "expiration": "2015-12-30T12:00:00.000Z",
                  "conditions": [
                    {"bucket": "sigv4examplebucket"},
                    ["starts-with", "$key", "user/user1/"],
                    {"acl": "public-read"},
                    {"success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},
                    ["starts-with", "$Content-Type", "image/"],
                    {"x-amz-meta-uuid": "14365123651274"},
                    {"x-amz-server-side-encryption": "AES256"},
                    ["starts-with", "$x-amz-meta-tag", ""],

                    {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},
                    {"x-amz-algorithm": "AWS4-HMAC-SHA256"},
                    {"x-amz-date": "20151229T000000Z" }
                  ]
                }""";
        String sent =
                Base64.getEncoder().encodeToString(policy.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        Map<String, String> fields = Map.of(
                "policy",
                sent,
                "x-amz-algorithm",
                "AWS4-HMAC-SHA256",
                "x-amz-credential",
                KEY + "/20151229/us-east-1/s3/aws4_request",
                "x-amz-date",
                "20151229T000000Z",
                "x-amz-signature",
                "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e");

        assertThat(AUTHENTICATOR.verifyForm(fields)).contains(KEY);
    }
}
