package dev.cistern.node;

import static dev.cistern.node.S3Client.element;
import static dev.cistern.node.S3Client.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.s3.wire.S3Error;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each error that Amazon's reference names for what is served, provoked. Those of signatures: {@link S3SignatureErrorsTest}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3ErrorsTest {
    private static final String MD5_OF_OTHER = "XUFAKrxLKna5cZ2REBfFkg==";
    private static final String WRONG_TAG = "\"00000000000000000000000000000000\"";
    private static final String UNKNOWN_UPLOAD = "uploadId=u0000000000ffffff";
    private static final String COPY = "x-amz-copy-source";

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();
    /** Of an upload of {@code /errors/parts} that has parts 1 and 2, both smaller than a part may be. */
    private String upload = "";

    private String etag = "";

    /**
     * A request and what it must come to.
     *
     * @param request method and target; {@code UPLOAD} and {@code ETAG} stand for those of the upload
     * @param headers names and values in turn
     */
    private record Row(String outcome, String request, String body, List<String> headers) {
        Row with(String... more) {
            return new Row(outcome, request, body, List.of(more));
        }

        @Override
        public String toString() {
            return outcome + ": " + abridged(request) + " " + abridged(headers + " " + body);
        }

        private static String abridged(String text) {
            return text.length() < 80 ? text : text.substring(0, 80) + "…";
        }
    }

    private static Row row(String outcome, String request) {
        return row(outcome, request, "");
    }

    private static Row row(String outcome, String request, String body) {
        return new Row(outcome, request, body, List.of());
    }

    @BeforeAll
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        for (String path : new String[] {"/errors", "/full", "/full/there", "/errors/there", "/errors/other"}) {
            assertThat(send("PUT", path, path.startsWith("/errors/") ? "0123456789" : "")
                            .statusCode())
                    .isEqualTo(200);
        }
        upload = "uploadId=" + element(send("POST", "/errors/parts?uploads", ""), "UploadId");
        for (int number : new int[] {1, 2}) {
            HttpResponse<byte[]> part = send("PUT", "/errors/parts?partNumber=" + number + "&" + upload, "tiny");
            etag = part.headers().firstValue("etag").orElseThrow();
        }
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    private HttpResponse<byte[]> send(String method, String path, String body, String... headers) throws Exception {
        return node.send(method, path, RunningNode.bytes(body), headers);
    }

    static Stream<Row> buckets() {
        return Stream.of(
                row("409 BucketAlreadyOwnedByYou", "PUT /errors"),
                row("409 BucketNotEmpty", "DELETE /full"),
                row("400 InvalidBucketName", "PUT /Capital"),
                row("400 InvalidBucketName", "PUT /ab"),
                row("400 InvalidBucketName", "PUT /" + "a".repeat(64)),
                row("400 InvalidBucketName", "PUT /two..dots"),
                row("400 InvalidBucketName", "PUT /192.168.5.4"),
                row("400 InvalidBucketName", "PUT /under_score"),
                row(
                        "400 InvalidLocationConstraint",
                        "PUT /elsewhere",
                        "<CreateBucketConfiguration><LocationConstraint>no such</LocationConstraint>"
                                + "</CreateBucketConfiguration>"),
                row("400 MalformedXML", "PUT /elsewhere", "<CreateBucketConfiguration>"),
                row("404 NoSuchBucket", "GET /nobody"),
                row("404 NoSuchBucket", "GET /nobody?list-type=2"),
                row("404 NoSuchBucket", "GET /nobody?versions"),
                row("404 NoSuchBucket", "GET /nobody?uploads"),
                row("404 NoSuchBucket", "GET /nobody?location"),
                row("404 NoSuchBucket", "GET /nobody?acl"),
                row("404", "HEAD /nobody"),
                row("404 NoSuchBucket", "DELETE /nobody"),
                row("404 NoSuchBucket", "POST /nobody?delete", "<Delete><Object><Key>k</Key></Object></Delete>")
                        .with("x-amz-checksum-crc32", "A8uZRQ=="),
                row("405 MethodNotAllowed", "DELETE /"),
                row("405 MethodNotAllowed", "PATCH /errors"),
                row("405 MethodNotAllowed", "DELETE /errors?location"),
                row("400 InvalidArgument", "GET /errors?max-keys=-1"),
                row("400 InvalidArgument", "GET /errors?max-keys=many"),
                row("400 InvalidArgument", "GET /errors?max-keys=99999999999"),
                row("400 InvalidArgument", "GET /errors?encoding-type=base64"),
                row("400 InvalidArgument", "GET /errors?list-type=2&continuation-token=%21"),
                row("400 InvalidArgument", "GET /errors?uploads&max-uploads=-1"),
                row("501 NotImplemented", "GET /errors?unheardOf"));
    }

    /** Of a bucket for which nothing was configured. */
    static Stream<Row> configurations() {
        return Stream.of(
                row("404 NoSuchLifecycleConfiguration", "GET /errors?lifecycle"),
                row("404 NoSuchCORSConfiguration", "GET /errors?cors"),
                row("404 NoSuchBucketPolicy", "GET /errors?policy"),
                row("404 NoSuchTagSet", "GET /errors?tagging"),
                row("404 NoSuchWebsiteConfiguration", "GET /errors?website"),
                row("404 ReplicationConfigurationNotFoundError", "GET /errors?replication"),
                row("404 ObjectLockConfigurationNotFoundError", "GET /errors?object-lock"),
                row("404 NoSuchPublicAccessBlockConfiguration", "GET /errors?publicAccessBlock"),
                row("404 OwnershipControlsNotFoundError", "GET /errors?ownershipControls"),
                row("404 ServerSideEncryptionConfigurationNotFoundError", "GET /errors?encryption"),
                row("404 NoSuchBucket", "GET /nobody?lifecycle"));
    }

    static Stream<Row> objects() {
        return Stream.of(
                row("404 NoSuchBucket", "GET /nobody/k"),
                row("404", "HEAD /nobody/k"),
                row("404 NoSuchBucket", "PUT /nobody/k", "x"),
                row("404 NoSuchBucket", "DELETE /nobody/k"),
                row("404 NoSuchKey", "GET /errors/none"),
                row("404", "HEAD /errors/none"),
                row("404 NoSuchKey", "GET /errors/none?tagging"),
                row("404 NoSuchVersion", "GET /errors/there?versionId=3HL4kqtJlcpXroDTDmJrmSpXd3dIbrHY"),
                row("404 NoSuchKey", "GET /errors/none?acl"),
                row("404 NoSuchKey", "GET /errors/none?attributes").with("x-amz-object-attributes", "ETag"),
                row("400 InvalidArgument", "GET /errors/there?attributes").with("x-amz-object-attributes", "Colour"),
                row("400 InvalidArgument", "GET /errors/there?attributes"),
                row("404 NoSuchKey", "PUT /errors/none?tagging", "<Tagging><TagSet/></Tagging>"),
                row("404 NoSuchKey", "PUT /errors/none", "x").with("If-Match", WRONG_TAG),
                row("412 PreconditionFailed", "PUT /errors/there", "x").with("If-None-Match", "*"),
                row("412 PreconditionFailed", "PUT /errors/there", "x").with("If-Match", WRONG_TAG),
                row("412 PreconditionFailed", "GET /errors/there").with("If-Match", WRONG_TAG),
                row("412 PreconditionFailed", "GET /errors/there")
                        .with("If-Unmodified-Since", "Sat, 01 Jan 2000 00:00:00 GMT"),
                row("412 PreconditionFailed", "DELETE /errors/there").with("If-Match", WRONG_TAG),
                row("304", "GET /errors/there").with("If-None-Match", "*"),
                row("304", "HEAD /errors/there").with("If-Modified-Since", "Sun, 01 Jan 2040 00:00:00 GMT"),
                row("416 InvalidRange", "GET /errors/there").with("Range", "bytes=10-"),
                row("416 InvalidRange", "GET /errors/there").with("Range", "bytes=-0"),
                row("416", "HEAD /errors/there").with("Range", "bytes=10-20"),
                row("416 InvalidPartNumber", "GET /errors/there?partNumber=2"),
                row("400 InvalidArgument", "GET /errors/there?partNumber=0"),
                row("400 InvalidArgument", "GET /errors/there?partNumber=10001"),
                row("400 InvalidArgument", "GET /errors/there?response-content-type=a%0Ab"));
    }

    static Stream<Row> writes() {
        return Stream.of(
                row("400 BadDigest", "PUT /errors/x", "x").with("Content-MD5", MD5_OF_OTHER),
                row("400 BadDigest", "PUT /errors/x", "x").with("x-amz-checksum-crc32", "AAAAAA=="),
                row("400 InvalidDigest", "PUT /errors/x", "x").with("Content-MD5", "c2hvcnQ="),
                row("400 InvalidDigest", "PUT /errors/x", "x").with("Content-MD5", ""),
                row("400 InvalidRequest", "PUT /errors/x", "x").with("x-amz-checksum-sha1", "AAAAAA=="),
                row("400 InvalidRequest", "PUT /errors/x", "x")
                        .with("x-amz-checksum-crc32", "jNwWgw==", "x-amz-checksum-crc32c", "AAAAAA=="),
                row("400 XAmzContentSHA256Mismatch", "PUT /errors/x", "x").with("x-amz-content-sha256", "0".repeat(64)),
                row("400 InvalidArgument", "PUT /errors/x", "x").with("x-amz-content-sha256", "0".repeat(63)),
                row("400 InvalidStorageClass", "PUT /errors/x", "x").with("x-amz-storage-class", "FAST"),
                row("400 MetadataTooLarge", "PUT /errors/x", "x").with("x-amz-meta-a", "b".repeat(2048)),
                row("400 InvalidTag", "PUT /errors/x", "x").with("x-amz-tagging", "k".repeat(129) + "=v"),
                row("400 InvalidTag", "PUT /errors/x", "x").with("x-amz-tagging", "k=" + "v".repeat(257)),
                row("400 InvalidTag", "PUT /errors/x", "x").with("x-amz-tagging", "a=1&a=2"),
                row("400 InvalidTag", "PUT /errors/x", "x").with("x-amz-tagging", "a&b&c&d&e&f&g&h&i&j&k"),
                row("400 InvalidArgument", "PUT /errors/x", "x").with("x-amz-tagging", "a=%zz"),
                row("400 MalformedXML", "PUT /errors/there?tagging", "<Tagging/>"),
                row("400 KeyTooLongError", "PUT /errors/" + "k".repeat(1025), "x"),
                row("400 KeyTooLongError", "GET /errors/" + "%C3%BC".repeat(513)),
                row("400 InvalidURI", "GET /errors/%ff"),
                row("405 MethodNotAllowed", "POST /errors/there"),
                row("405 MethodNotAllowed", "PATCH /errors/there"),
                row("405 MethodNotAllowed", "DELETE /errors/there?attributes"),
                row("501 NotImplemented", "GET /errors/there?torrent"),
                row("501 NotImplemented", "POST /errors/there?restore"),
                row("501 NotImplemented", "POST /errors/there?select&select-type=2"),
                row("501 NotImplemented", "PUT /errors/there?unheardOf", "x"));
    }

    static Stream<Row> deletions() {
        String many = "<Object><Key>k</Key></Object>".repeat(1001);
        String md5 = "Content-MD5";
        return Stream.of(
                row("400 BadDigest", "POST /errors?delete", "<Delete/>").with(md5, MD5_OF_OTHER),
                row("400 MalformedXML", "POST /errors?delete", "<Delete/>").with("x-amz-checksum-crc32", "DY2k5w=="),
                row("400 MalformedXML", "POST /errors?delete", "no xml").with(md5, "mYEy/p6aQl7ARuRx1n/qCg=="),
                row("400 MalformedXML", "POST /errors?delete", "<Delete>" + many + "</Delete>")
                        .with(md5, "PIWAtQJOWC0U5Ge+NrWm3Q=="));
    }

    static Stream<Row> copies() {
        return Stream.of(
                row("404 NoSuchBucket", "PUT /errors/copy").with(COPY, "/nobody/there"),
                row("404 NoSuchKey", "PUT /errors/copy").with(COPY, "/errors/none"),
                row("404 NoSuchBucket", "PUT /nobody/copy").with(COPY, "/errors/there"),
                row("400 InvalidArgument", "PUT /errors/copy").with(COPY, "errors"),
                row("400 InvalidArgument", "PUT /errors/copy").with(COPY, "/"),
                row("400 InvalidArgument", "PUT /errors/copy").with(COPY, "errors/"),
                row("400 InvalidRequest", "PUT /errors/there").with(COPY, "errors/there"),
                row("400 InvalidArgument", "PUT /errors/copy")
                        .with(COPY, "errors/there", "x-amz-metadata-directive", "MOVE"),
                row("400 InvalidArgument", "PUT /errors/copy")
                        .with(COPY, "errors/there", "x-amz-tagging-directive", "MOVE"),
                row("412 PreconditionFailed", "PUT /errors/copy")
                        .with(COPY, "errors/there", "x-amz-copy-source-if-match", WRONG_TAG),
                row("412 PreconditionFailed", "PUT /errors/copy")
                        .with(COPY, "errors/there", "x-amz-copy-source-if-none-match", "*"),
                row("400 InvalidRequest", "PUT /errors/copy")
                        .with(COPY, "errors/there", "x-amz-checksum-algorithm", "CRC13"),
                row("400 InvalidArgument", "PUT /errors/parts?partNumber=1&UPLOAD")
                        .with(COPY, "errors/there", "x-amz-copy-source-range", "bytes=5-"),
                row("400 InvalidArgument", "PUT /errors/parts?partNumber=1&UPLOAD")
                        .with(COPY, "errors/there", "x-amz-copy-source-range", "5-6"),
                row("416 InvalidRange", "PUT /errors/parts?partNumber=1&UPLOAD")
                        .with(COPY, "errors/there", "x-amz-copy-source-range", "bytes=10-20"),
                row("404 NoSuchUpload", "PUT /errors/parts?partNumber=1&" + UNKNOWN_UPLOAD)
                        .with(COPY, "errors/there"));
    }

    static Stream<Row> uploads() {
        String upload = "POST /errors/parts?UPLOAD";
        return Stream.of(
                row("404 NoSuchBucket", "POST /nobody/k?uploads"),
                row("404 NoSuchUpload", "PUT /errors/parts?partNumber=1&" + UNKNOWN_UPLOAD, "x"),
                row("404 NoSuchUpload", "PUT /errors/parts?partNumber=1&uploadId=never-given", "x"),
                row("404 NoSuchUpload", "PUT /errors/other?partNumber=1&UPLOAD", "x"),
                row("404 NoSuchUpload", "GET /errors/parts?" + UNKNOWN_UPLOAD),
                row("404 NoSuchUpload", "DELETE /errors/parts?" + UNKNOWN_UPLOAD),
                row("404 NoSuchUpload", "POST /errors/parts?" + UNKNOWN_UPLOAD, completing("1=ETAG")),
                row("400 InvalidArgument", "PUT /errors/parts?partNumber=0&UPLOAD", "x"),
                row("400 InvalidArgument", "PUT /errors/parts?partNumber=10001&UPLOAD", "x"),
                row("400 InvalidArgument", "PUT /errors/parts?partNumber=one&UPLOAD", "x"),
                row("400 InvalidArgument", "GET /errors/parts?max-parts=-1&UPLOAD"),
                row("400 InvalidArgument", "GET /errors/parts?part-number-marker=x&UPLOAD"),
                row("400 BadDigest", "PUT /errors/parts?partNumber=1&UPLOAD", "x")
                        .with("Content-MD5", MD5_OF_OTHER),
                row("400 EntityTooSmall", upload, completing("1=ETAG", "2=ETAG")),
                row("400 InvalidPart", upload, completing("1=00000000000000000000000000000000")),
                row("400 InvalidPart", upload, completing("3=ETAG")),
                row("400 InvalidPartOrder", upload, completing("2=ETAG", "1=ETAG")),
                row("400 InvalidPartOrder", upload, completing("1=ETAG", "1=ETAG")),
                row("400 MalformedXML", upload, "<CompleteMultipartUpload/>"),
                row("400 MalformedXML", upload, "<CompleteMultipartUpload><Part/></CompleteMultipartUpload>"),
                row("400 MalformedXML", upload, completing("one=ETAG")),
                row("400 InvalidRequest", upload),
                row("412 PreconditionFailed", "POST /errors/there?UPLOAD_OF_THERE", completing("1=ETAG"))
                        .with("If-None-Match", "*"),
                row("400 InvalidRequest", "POST /errors/k?uploads").with("x-amz-checksum-algorithm", "CRC13"),
                row("400 InvalidRequest", "POST /errors/k?uploads")
                        .with("x-amz-checksum-algorithm", "SHA256", "x-amz-checksum-type", "FULL_OBJECT"),
                row("400 InvalidRequest", "POST /errors/k?uploads")
                        .with("x-amz-checksum-algorithm", "CRC64NVME", "x-amz-checksum-type", "COMPOSITE"));
    }

    private static String completing(String... parts) {
        return Arrays.stream(parts)
                .map(part -> part.split("=", 2))
                .map(part -> "<Part><PartNumber>" + part[0] + "</PartNumber><ETag>" + part[1] + "</ETag></Part>")
                .collect(Collectors.joining("", "<CompleteMultipartUpload>", "</CompleteMultipartUpload>"));
    }

    @ParameterizedTest
    @MethodSource({"buckets", "configurations", "objects", "writes", "deletions", "copies", "uploads"})
    void isRefusedAsAmazonDoes(Row row) throws Exception {
        String request = row.request;
        if (request.contains("UPLOAD_OF_THERE")) {
            String other = "uploadId=" + element(send("POST", "/errors/there?uploads", ""), "UploadId");
            assertThat(send("PUT", "/errors/there?partNumber=1&" + other, "tiny")
                            .statusCode())
                    .isEqualTo(200);
            request = request.replace("UPLOAD_OF_THERE", other);
        }
        String[] words = request.replace("UPLOAD", upload).split(" ", 2);

        HttpResponse<byte[]> answer =
                send(words[0], words[1], row.body.replace("ETAG", etag), row.headers.toArray(String[]::new));

        assertThat(outcome(answer)).isEqualTo(row.outcome);
        assertThat(outcome(send("GET", "/errors/there", ""))).isEqualTo("200");
    }

    @Test
    void documentOverTheLimitIsRefused() throws Exception {
        String huge = "<Delete>" + " ".repeat(9 << 20) + "</Delete>";

        assertThat(outcome(send("POST", "/errors?delete", huge, "Content-MD5", MD5_OF_OTHER)))
                .isEqualTo("400 MaxMessageLengthExceeded");
    }

    @Test
    void whatNoClientLibrarySendsIsRefusedToo() throws Exception {
        String end = "Host: 127.0.0.1\r\nConnection: close\r\n\r\n";
        String chunked =
                "Content-Encoding: aws-chunked\r\nx-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\n";

        for (String target : new String[] {"/errors/%2", "/errors/%zz", "/errors?prefix=%zz", "/%"}) {
            assertThat(node.raw("GET " + target + " HTTP/1.1\r\n" + end)).contains(" 400 ", "<Code>InvalidURI</Code>");
        }
        assertThat(node.raw("PUT /errors/x HTTP/1.1\r\n" + end)).contains(" 411 ", "<Code>MissingContentLength</Code>");
        assertThat(node.raw("PUT /errors/x HTTP/1.1\r\nContent-Length: 5368709121\r\n" + end))
                .contains(" 400 ", "<Code>EntityTooLarge</Code>");
        assertThat(node.raw("PUT /errors/x HTTP/1.1\r\nContent-Length: 8\r\nx-amz-decoded-content-length: 2\r\n"
                        + chunked + end + "1\r\nx\r\n0\r\n"))
                .contains(" 400 ", "<Code>IncompleteBody</Code>");
        assertThat(node.raw("PUT /errors/x HTTP/1.1\r\nContent-Length: 9\r\nx-amz-trailer: x-amz-checksum-crc32\r\n"
                        + chunked + end + "1\r\nx\r\n0\r\n\r\n"))
                .contains(" 400 ", "<Code>");
        assertThat(node.raw("PUT /errors/x HTTP/1.1\r\nContent-Length: 0\r\nx-amz-trailer: x-amz-colour\r\n" + chunked
                        + end))
                .contains(" 400 ", "<Code>InvalidRequest</Code>");
    }

    /** A bucket and its settings have no bytes, so nothing has to be said of their length. */
    @Test
    void requestsWithoutABodyNeedNoLength() throws Exception {
        String end = " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

        assertThat(node.raw("PUT /lengthless" + end)).startsWith("HTTP/1.1 200");
        assertThat(node.raw("PUT /errors/there?acl HTTP/1.1\r\nx-amz-acl: private\r\n" + end.substring(11)))
                .startsWith("HTTP/1.1 200");
        assertThat(node.raw("POST /errors/lengthless?uploads" + end)).startsWith("HTTP/1.1 200");
    }

    /** Also for those of parts that other tests are about: the code must stand in one of them. */
    @Test
    void everyErrorIsNamedInATest() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            String tests = files.filter(file -> file.toString().endsWith("Test.java"))
                    .map(S3ErrorsTest::read)
                    .collect(Collectors.joining());

            assertThat(S3Error.values())
                    .filteredOn(error -> error != S3Error.NOT_MODIFIED)
                    .filteredOn(error -> !Pattern.compile("\\b" + error.code() + "\\b")
                            .matcher(tests)
                            .find())
                    .isEmpty();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }
}
