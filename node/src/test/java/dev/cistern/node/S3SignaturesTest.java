package dev.cistern.node;

import static dev.cistern.node.S3Client.outcome;
import static dev.cistern.node.S3Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** A node with users: whom it lets in, and what it makes of each way to sign a body. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3SignaturesTest {
    private static final byte[] BODY = random(200_000);
    private static final String ACCESS_KEY = "AKTEST";
    private static final String SECRET_KEY = "secret/of+the-test";

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();
    private S3Client client = new S3Client(0, ACCESS_KEY, SECRET_KEY);

    @BeforeAll
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        node.createBucket("signed");
        String user = "{\"name\":\"test\",\"access_key\":\"" + ACCESS_KEY + "\",\"secret_key\":\"" + SECRET_KEY + "\"}";
        assertThat(node.send("POST", "/v1/users", RunningNode.bytes(user)).statusCode())
                .isEqualTo(200);
        client = new S3Client(node.port(), ACCESS_KEY, SECRET_KEY);
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private void assertStored(String path) throws Exception {
        assertThat(client.send("GET", path, new byte[0]).body()).isEqualTo(BODY);
    }

    @Test
    void signedPayloadIsTaken() throws Exception {
        HttpResponse<byte[]> put = client.send("PUT", "/signed/plain", BODY);

        assertThat(outcome(put)).isEqualTo("200");
        assertStored("/signed/plain");
    }

    @Test
    void unsignedPayloadIsTaken() throws Exception {
        HttpResponse<byte[]> put = client.send(
                "PUT",
                "/signed/unsigned",
                BODY,
                plain -> plain.putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false),
                "x-amz-content-sha256",
                "UNSIGNED-PAYLOAD");

        assertThat(outcome(put)).isEqualTo("200");
        assertStored("/signed/unsigned");
    }

    @Test
    void signedChunksAreTaken() throws Exception {
        HttpResponse<byte[]> put = client.send("PUT", "/signed/chunks", BODY, chunks -> chunks.putProperty(
                        AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, true)
                .putProperty(AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, true));

        assertThat(outcome(put)).isEqualTo("200");
        assertStored("/signed/chunks");
    }

    @Test
    void signedChunksWithSignedTrailerAreTakenAndTheChecksumIsKept() throws Exception {
        HttpResponse<byte[]> put = client.send("PUT", "/signed/trailer", BODY, chunks -> chunks.putProperty(
                        AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, true)
                .putProperty(AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, true)
                .putProperty(AwsV4HttpSigner.CHECKSUM_ALGORITHM, DefaultChecksumAlgorithm.CRC32));

        assertThat(outcome(put)).isEqualTo("200");
        assertStored("/signed/trailer");
        HttpResponse<byte[]> head =
                client.send("HEAD", "/signed/trailer", new byte[0], "x-amz-checksum-mode", "ENABLED");
        assertThat(head.headers().firstValue("x-amz-checksum-crc32"))
                .isEqualTo(put.headers().firstValue("x-amz-checksum-crc32"))
                .isPresent();
        assertThat(head.headers().firstValue("content-encoding")).isEmpty();
    }

    @Test
    void keysOfAllKindsAreSignedAndKeptAsTheyAre() throws Exception {
        for (String key : new String[] {
            "a//b", "./x", "..", "tail/", "q%3Fq", "50%25", "pl%2Bus", "sp%20ace", "%C3%BC", "a%3Db%26c", "~t%2A"
        }) {
            assertThat(outcome(client.send("PUT", "/signed/keys/" + key, BODY)))
                    .as(key)
                    .isEqualTo("200");
            assertStored("/signed/keys/" + key);
        }
        assertThat(text(client.send("GET", "/signed?list-type=2&prefix=keys%2F", new byte[0])))
                .contains("<Key>keys/a//b</Key>", "<Key>keys/./x</Key>", "<Key>keys/..</Key>", "<Key>keys/tail/</Key>")
                .contains(
                        "<Key>keys/q?q</Key>", "<Key>keys/pl+us</Key>", "<Key>keys/sp ace</Key>", "<Key>keys/ü</Key>");
    }

    @Test
    void presignedUrlServesUntilItExpires() throws Exception {
        client.send("PUT", "/signed/presigned", BODY);
        URI url = client.presigned("GET", "/signed/presigned", Duration.ofMinutes(1));
        S3Client yesterday = new S3Client(
                node.port(), ACCESS_KEY, SECRET_KEY, Clock.offset(Clock.systemUTC(), Duration.ofHours(-25)));
        URI old = yesterday.presigned("GET", "/signed/presigned", Duration.ofHours(24));

        assertThat(client.unsigned("GET", url, new byte[0]).body()).isEqualTo(BODY);
        assertThat(outcome(client.unsigned("DELETE", url, new byte[0]))).isEqualTo("403 SignatureDoesNotMatch");
        HttpResponse<byte[]> expired = client.unsigned("GET", old, new byte[0]);
        assertThat(outcome(expired)).isEqualTo("403 AccessDenied");
        assertThat(text(expired)).contains("Request has expired");
    }

    @Test
    void strangersAreTurnedAway() throws Exception {
        S3Client wrongSecret = new S3Client(node.port(), ACCESS_KEY, "not-the-secret");
        S3Client unknownKey = new S3Client(node.port(), "AKUNKNOWN", SECRET_KEY);
        S3Client late = new S3Client(
                node.port(), ACCESS_KEY, SECRET_KEY, Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-16)));

        assertThat(outcome(wrongSecret.send("GET", "/signed", new byte[0]))).isEqualTo("403 SignatureDoesNotMatch");
        assertThat(outcome(unknownKey.send("GET", "/signed", new byte[0]))).isEqualTo("403 InvalidAccessKeyId");
        assertThat(outcome(late.send("GET", "/signed", new byte[0]))).isEqualTo("403 RequestTimeTooSkewed");
        assertThat(outcome(client.unsigned("GET", client.uri("/signed"), new byte[0])))
                .isEqualTo("403 AccessDenied");
        assertThat(outcome(client.unsigned(
                        "GET", client.uri("/signed"), new byte[0], "Authorization", "AWS AKTEST:c2lnbmF0dXJl")))
                .isEqualTo("400 InvalidRequest");
        assertThat(outcome(client.unsigned(
                        "GET", client.uri("/signed"), new byte[0], "Authorization", "AWS4-HMAC-SHA256 nonsense")))
                .isEqualTo("400 AuthorizationHeaderMalformed");
    }

    private static byte[] flipped(byte[] payload) {
        byte[] other = payload.clone();
        other[other.length / 2] ^= 1;
        return other;
    }

    @Test
    void anotherBodyThanTheSignedOneIsNotStored() throws Exception {
        HttpResponse<byte[]> plain = client.tampered(
                "/signed/other",
                BODY,
                signed -> signed.putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, true),
                S3SignaturesTest::flipped);
        HttpResponse<byte[]> chunks = client.tampered(
                "/signed/other",
                BODY,
                signed -> signed.putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, true)
                        .putProperty(AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, true),
                S3SignaturesTest::flipped);

        assertThat(outcome(plain)).isEqualTo("400 XAmzContentSHA256Mismatch");
        assertThat(outcome(chunks)).isEqualTo("403 SignatureDoesNotMatch");
        assertThat(outcome(client.send("GET", "/signed/other", new byte[0]))).isEqualTo("404 NoSuchKey");
    }

    @Test
    void unsignedAmazonHeaderIsRefused() throws Exception {
        URI url = client.presigned("GET", "/signed/plain", Duration.ofMinutes(1));

        HttpResponse<byte[]> answer = client.unsigned("GET", url, new byte[0], "x-amz-meta-added", "on the way");

        assertThat(outcome(answer)).isEqualTo("403 AccessDenied");
    }
}
