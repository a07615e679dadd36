package dev.cistern.node;

import static dev.cistern.node.S3Client.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** Each error that Amazon's reference names for signatures, provoked at a node that has users. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3SignatureErrorsTest {
    private static final String ACCESS_KEY = "AKTEST";
    private static final String SECRET_KEY = "secret/of+the-test";
    private static final byte[] NOTHING = new byte[0];
    private static final String MALFORMED = "400 AuthorizationHeaderMalformed";
    private static final String BAD_QUERY = "400 AuthorizationQueryParametersError";
    private static final String CREDENTIAL = "Credential=AKTEST/20300101/us-east-1/s3/aws4_request";

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();
    private S3Client client = new S3Client(0, ACCESS_KEY, SECRET_KEY);

    /** What stands in {@code Authorization}, and what it must come to. */
    private record Header(String outcome, String value) {}

    /** What is changed in a presigned URL, and what it must come to. */
    private record Change(String outcome, String pattern, String to) {}

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

    static Stream<Header> headers() {
        String v4 = "AWS4-HMAC-SHA256 ";
        return Stream.of(
                new Header("403 AccessDenied", ""),
                new Header("400 InvalidArgument", "Basic dXNlcjpwYXNz"),
                new Header("400 InvalidArgument", "AWS HAHAHA"),
                new Header("400 InvalidRequest", "AWS AKTEST:c2lnbmF0dXJl"),
                new Header(MALFORMED, "AWS4-HMAC-SHA256"),
                new Header(MALFORMED, v4 + "nonsense"),
                new Header(MALFORMED, v4 + "Credential=AKTEST, SignedHeaders=host, Signature=0"),
                new Header(MALFORMED, v4 + CREDENTIAL + ", Signature=0"),
                new Header(MALFORMED, v4 + CREDENTIAL + ", SignedHeaders=host"),
                new Header(MALFORMED, v4 + CREDENTIAL.replace("s3", "ec2") + ", SignedHeaders=host, Signature=0"),
                new Header(MALFORMED, v4 + CREDENTIAL + ", SignedHeaders=x-amz-date, Signature=0"),
                new Header(MALFORMED, v4 + CREDENTIAL.replace("0101", "0102") + ", SignedHeaders=host, Signature=0"));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void headerThatIsNoneIsRefused(Header header) throws Exception {
        assertThat(outcome(client.unsigned(
                        "GET",
                        client.uri("/signed"),
                        NOTHING,
                        "Authorization",
                        header.value,
                        "x-amz-date",
                        "20300101T000000Z")))
                .isEqualTo(header.outcome);
    }

    static Stream<Change> changes() {
        return Stream.of(
                new Change(BAD_QUERY, "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"),
                new Change(BAD_QUERY, "X-Amz-Credential=[^&]*", "X-Amz-Credential=AKTEST"),
                new Change(BAD_QUERY, "X-Amz-Credential=[^&]*", "x=y"),
                new Change(BAD_QUERY, "X-Amz-Expires=60", "X-Amz-Expires=604801"),
                new Change(BAD_QUERY, "X-Amz-Expires=60", "X-Amz-Expires=-1"),
                new Change(BAD_QUERY, "X-Amz-Expires=60", "X-Amz-Expires=soon"),
                new Change(BAD_QUERY, "X-Amz-Expires=60", "x=y"),
                new Change(BAD_QUERY, "X-Amz-Date=[^&]*", "X-Amz-Date=yesterday"),
                new Change(BAD_QUERY, "X-Amz-Date=[^&]*", "x=y"),
                new Change(BAD_QUERY, "X-Amz-SignedHeaders=[^&]*", "x=y"),
                new Change(BAD_QUERY, "X-Amz-Signature=[^&]*", "x=y"),
                new Change("403 SignatureDoesNotMatch", "X-Amz-Signature=.", "X-Amz-Signature=x"),
                new Change("403 SignatureDoesNotMatch", "X-Amz-Expires=60", "X-Amz-Expires=61"),
                new Change("403 SignatureDoesNotMatch", "/signed", "/signed/other"),
                new Change("403 InvalidAccessKeyId", "Credential=AKTEST", "Credential=AKOTHER"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void presignedUrlThatWasChangedIsRefused(Change change) throws Exception {
        String url = client.presigned("GET", "/signed", Duration.ofSeconds(60)).toString();
        assertThat(outcome(client.unsigned("GET", URI.create(url), NOTHING))).isEqualTo("200");
        String changed = url.replaceFirst(change.pattern, change.to);
        assertThat(changed).isNotEqualTo(url);

        assertThat(outcome(client.unsigned("GET", URI.create(changed), NOTHING)))
                .isEqualTo(change.outcome);
    }

    @Test
    void tokenOfASessionIsRefusedSinceThereAreNone() throws Exception {
        assertThat(outcome(client.send("GET", "/signed", NOTHING, "x-amz-security-token", "AQoDYXdzE")))
                .isEqualTo("400 InvalidToken");
    }

    @Test
    void clockMayNotBeFarOff() throws Exception {
        for (int minutes : new int[] {-16, 16}) {
            S3Client off = new S3Client(
                    node.port(), ACCESS_KEY, SECRET_KEY, Clock.offset(Clock.systemUTC(), Duration.ofMinutes(minutes)));
            assertThat(outcome(off.send("GET", "/signed", NOTHING))).isEqualTo("403 RequestTimeTooSkewed");
        }
    }

    @Test
    void whatWasSignedMustBeWhatIsSent() throws Exception {
        byte[] body = RunningNode.bytes("body");

        assertThat(outcome(client.tampered(
                        "/signed/x",
                        body,
                        how -> how.putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, true),
                        sent -> RunningNode.bytes("ydob"))))
                .isEqualTo("400 XAmzContentSHA256Mismatch");
        assertThat(outcome(client.tampered(
                        "/signed/x",
                        body,
                        how -> how.putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, true)
                                .putProperty(AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, true),
                        S3SignatureErrorsTest::withAnotherSize)))
                .isEqualTo("403 SignatureDoesNotMatch");
    }

    /** The first chunk says that it is longer than it is. */
    private static byte[] withAnotherSize(byte[] framed) {
        byte[] other = framed.clone();
        other[0] = '9';
        return other;
    }

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }
}
