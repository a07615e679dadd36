package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What clients were seen to put on the wire, each in its own way, byte by byte; signatures are tested elsewhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3WireTest {
    private static final String FRAMED = "5\r\nhello\r\n0\r\n";
    private static final String CRC32 = "x-amz-checksum-crc32:NhCmhg==\r\n\r\n";
    private static final String CRC64 = "x-amz-checksum-crc64nvme:M3eFcAZSQlc=\r\n\r\n";
    private static final String MD5 = "5d41402abc4b2a76b9719d911017c592";
    private static final String DELETE = "<Delete><Object><Key>gone</Key></Object></Delete>";

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();

    @BeforeAll
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        sends("PUT", "/wire", "", "Content-Length: 0");
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    /** Status line, headers and body, as they came; the connection is closed by the client's wish. */
    private String ask(String method, String target, String body, String... headers) throws Exception {
        String head = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + String.join("\r\n", headers) + (headers.length == 0 ? "\r\n" : "\r\n\r\n");
        return node.raw(head + body);
    }

    /** Asks for what must succeed. */
    @CanIgnoreReturnValue
    private String sends(String method, String target, String body, String... headers) throws Exception {
        String answer = ask(method, target, body, headers);
        assertThat(answer)
                .as(method + " " + target)
                .matches("(?s)HTTP/1\\.1 (100 Continue\\r\\n\\r\\nHTTP/1\\.1 )?20[0-6] .*");
        return answer;
    }

    private void assertHello(String key) throws Exception {
        assertThat(sends("GET", "/wire/" + key, ""))
                .endsWith("\r\n\r\nhello")
                .containsIgnoringCase("content-length: 5");
    }

    private static String header(String answer, String name) {
        Matcher matcher = Pattern.compile("\r\n" + name + ": ([^\r]*)\r\n", Pattern.CASE_INSENSITIVE)
                .matcher(answer);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String element(String answer, String name) {
        Matcher matcher =
                Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(answer);
        return matcher.find() ? matcher.group(1) : "";
    }

    /** One chunk of HTTP's, then its end. */
    private static String chunked(String body) {
        return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    }

    /** boto3 over HTTP. */
    @Test
    void checksumInAHeaderWithExpectIsAskedForAndKept() throws Exception {
        String put = sends(
                "PUT",
                "/wire/boto",
                "hello",
                "Content-Length: 5",
                "Expect: 100-continue",
                "x-amz-sdk-checksum-algorithm: CRC32",
                "x-amz-checksum-crc32: NhCmhg==");

        assertThat(put).startsWith("HTTP/1.1 100 Continue");
        assertThat(header(sends("GET", "/wire/boto", "", "x-amz-checksum-mode: ENABLED"), "x-amz-checksum-crc32"))
                .isEqualTo("NhCmhg==");
    }

    /** boto3 over TLS, of a file and of a stream that cannot be read twice. */
    @Test
    void amazonsChunksInsideHttpsChunksAreTakenApartWithAndWithoutADecodedLength() throws Exception {
        String[] framing = {
            "Transfer-Encoding: chunked",
            "Content-Encoding: aws-chunked",
            "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            "x-amz-trailer: x-amz-checksum-crc32",
            "x-amz-decoded-content-length: 5"
        };
        sends("PUT", "/wire/nested", chunked(FRAMED + CRC32), framing);
        framing[4] = "x-amz-sdk-checksum-algorithm: CRC32";
        sends("PUT", "/wire/unmeasured", chunked(FRAMED + CRC32), framing);

        assertHello("nested");
        assertHello("unmeasured");
        assertThat(header(sends("HEAD", "/wire/nested", ""), "content-encoding"))
                .isEmpty();
    }

    /** AWS SDK for JavaScript: a stream as part of an upload, and the name of the operation in the query. */
    @Test
    void nameOfTheOperationInTheQueryIsNoParameter() throws Exception {
        sends("PUT", "/wire/js?x-id=PutObject", "hello", "Content-Length: 5");
        assertThat(sends("GET", "/wire/js?x-id=GetObject", "")).endsWith("\r\n\r\nhello");
        String id = element(
                sends("POST", "/wire/parts?uploads=&x-id=CreateMultipartUpload", "", "Content-Length: 0"), "UploadId");
        String part = sends(
                "PUT",
                "/wire/parts?partNumber=1&uploadId=" + id + "&x-id=UploadPart",
                chunked(FRAMED + CRC32),
                "Transfer-Encoding: chunked",
                "Expect: 100-continue",
                "Content-Encoding: aws-chunked",
                "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                "x-amz-trailer: x-amz-checksum-crc32",
                "x-amz-decoded-content-length: 5");
        assertThat(header(part, "etag")).isEqualTo('"' + MD5 + '"');
    }

    /** AWS SDK for Java, synchronous: the checksum of the request's empty body, and a wish for a trailing MD5. */
    @Test
    void checksumOfAnEmptyRequestIsNotComparedWithTheObject() throws Exception {
        sends("PUT", "/wire/java", "hello", "Content-Length: 5");

        String get = sends("GET", "/wire/java", "", "x-amz-checksum-crc32: AAAAAA==", "x-amz-te: append-md5");
        assertThat(get).endsWith("\r\n\r\nhello");
    }

    /** AWS SDK for Java, asynchronous: reads an object by its parts, and says how long the whole must be. */
    @Test
    void partsAreReadByTheirNumberAndTheSizeOfTheWholeIsChecked() throws Exception {
        String id = element(sends("POST", "/wire/async?uploads", "", "Content-Length: 0"), "UploadId");
        sends("PUT", "/wire/async?partNumber=1&uploadId=" + id, "hello", "Content-Length: 5");
        String complete = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + MD5
                + "</ETag></Part></CompleteMultipartUpload>";
        String length = "Content-Length: " + complete.length();
        String target = "/wire/async?uploadId=" + id;

        assertThat(ask("POST", target, complete, length, "x-amz-mp-object-size: 6"))
                .startsWith("HTTP/1.1 400 ");
        sends("POST", target, complete, length, "x-amz-mp-object-size: 5");
        String get = sends("GET", "/wire/async?partNumber=1", "");
        assertThat(get).startsWith("HTTP/1.1 206 ").endsWith("\r\n\r\nhello");
        assertThat(header(get, "x-amz-mp-parts-count")).isEqualTo("1");
    }

    /** AWS CRT: asks for leave to send nothing, and takes no answer that only the end of the connection ends. */
    @Test
    void uploadBeginsThoughLeaveIsAskedForNoBodyAndItsAnswerHasALength() throws Exception {
        String answer = sends("POST", "/wire/crt?uploads", "", "Content-Length: 0", "Expect: 100-continue");

        String last = answer.substring(answer.lastIndexOf("HTTP/1.1 "));
        assertThat(element(last, "UploadId")).isNotEmpty();
        assertThat(header(last, "content-length") + header(last, "transfer-encoding"))
                .isNotEmpty();
    }

    /** Hadoop S3A: creates only what is not there, reads ranges of what it knows, renames what it knows. */
    @Test
    void conditionsOnCreatingReadingAndCopyingHold() throws Exception {
        sends("PUT", "/wire/s3a", "hello", "Content-Length: 5", "If-None-Match: *");
        assertThat(ask("PUT", "/wire/s3a", "hullo", "Content-Length: 5", "If-None-Match: *"))
                .startsWith("HTTP/1.1 412 ");
        String ifMatch = "If-Match: \"" + MD5 + "\"";
        assertThat(sends("GET", "/wire/s3a", "", "Range: bytes=1-3", ifMatch)).endsWith("\r\n\r\nell");
        String copy = "x-amz-copy-source-if-match: ";
        String source = "x-amz-copy-source: /wire/s3a";
        assertThat(ask("PUT", "/wire/renamed", "", "Content-Length: 0", source, copy + "0123"))
                .startsWith("HTTP/1.1 412 ");
        sends("PUT", "/wire/renamed", "", "Content-Length: 0", source, copy + MD5);
        assertHello("renamed");
    }

    /** Hadoop sends both, boto3 a CRC32 alone, PyArrow a CRC64NVME alone, s3cmd an MD5 alone. */
    @Test
    void deletionOfManyIsCheckedByWhateverCameWithIt() throws Exception {
        String length = "Content-Length: " + DELETE.length();
        String md5 = "Content-MD5: huHypdSrravATozENYdOuw==";
        String crc32 = "x-amz-checksum-crc32: hzgduA==";
        String crc64 = "x-amz-checksum-crc64nvme: lVsAD5nvDIc=";
        for (String[] sums : new String[][] {{length, md5, crc32}, {length, crc32}, {length, crc64}, {length, md5}}) {
            assertThat(sends("POST", "/wire?delete", DELETE, sums)).contains("<Key>gone</Key>");
        }
        for (String wrong :
                new String[] {md5.replace("huHy", "AAAA"), crc32.replace("hzg", "AAA"), crc64.replace("lVs", "AAA")}) {
            assertThat(ask("POST", "/wire?delete", DELETE, length, wrong))
                    .as(wrong)
                    .startsWith("HTTP/1.1 400 ");
        }
    }

    /** PyArrow: parts in chunks of chunks with a CRC64NVME after them. */
    @Test
    void partMayEndWithACrc64() throws Exception {
        String id = element(
                sends("POST", "/wire/arrow?uploads", "", "Content-Length: 0", "x-amz-checksum-algorithm: CRC64NVME"),
                "UploadId");
        String part = sends(
                "PUT",
                "/wire/arrow?partNumber=1&uploadId=" + id,
                chunked(FRAMED + CRC64),
                "Transfer-Encoding: chunked",
                "Content-Encoding: aws-chunked",
                "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                "x-amz-trailer: x-amz-checksum-crc64nvme",
                "x-amz-decoded-content-length: 5");
        assertThat(header(part, "x-amz-checksum-crc64nvme")).isEqualTo("M3eFcAZSQlc=");
    }

    /** polars: a CRC64NVME in a header over an unsigned payload, and reads of the last bytes. */
    @Test
    void crc64MayComeInAHeaderAndTheLastBytesAreRead() throws Exception {
        sends(
                "PUT",
                "/wire/polars",
                "hello",
                "Content-Length: 5",
                "x-amz-content-sha256: UNSIGNED-PAYLOAD",
                "x-amz-checksum-crc64nvme: M3eFcAZSQlc=");
        String get = sends("GET", "/wire/polars", "", "Range: bytes=-2");
        assertThat(get).startsWith("HTTP/1.1 206 ").endsWith("\r\n\r\nlo");
        assertThat(header(get, "content-range")).isEqualTo("bytes 3-4/5");
    }

    /** minio-js and s3cmd: where a bucket is, before anything else; which uploads there are, before an upload. */
    @Test
    void placeAndUploadsOfABucketAreTold() throws Exception {
        assertThat(sends("GET", "/wire?location", "")).contains("LocationConstraint");
        assertThat(sends("GET", "/wire?uploads&prefix=a&max-uploads=1", "")).contains("ListMultipartUploadsResult");
    }

    /** restic: an MD5 beside Amazon's chunks is that of the content, and owners are wanted in lists. */
    @Test
    void md5BesideChunksIsThatOfTheContent() throws Exception {
        String[] headers = {
            "Content-Length: " + (FRAMED + CRC32).length(),
            "Content-Encoding: aws-chunked",
            "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            "x-amz-trailer: x-amz-checksum-crc32",
            "x-amz-decoded-content-length: 5",
            "Content-MD5: XUFAKrxLKna5cZ2REBfFkg=="
        };
        sends("PUT", "/wire/restic", FRAMED + CRC32, headers);
        headers[5] = "Content-MD5: AAAAKrxLKna5cZ2REBfFkg==";
        assertThat(ask("PUT", "/wire/restic", FRAMED + CRC32, headers)).startsWith("HTTP/1.1 400 ");
        assertThat(sends("GET", "/wire?list-type=2&fetch-owner=true", "")).contains("<Owner>");
    }

    /** s3cmd and s3fs: attributes of files as metadata, version 1 lists, metadata replaced by a copy onto itself. */
    @Test
    void attributesOfFilesAreKeptAndReplaced() throws Exception {
        String attributes = "uid:0/gname:root/mode:33188/mtime:1700000000/md5:" + MD5;
        sends(
                "PUT",
                "/wire/dir/file",
                "hello",
                "Content-Length: 5",
                "x-amz-meta-s3cmd-attrs: " + attributes,
                "x-amz-storage-class: STANDARD",
                "x-amz-meta-mode: 33188");
        assertThat(header(sends("HEAD", "/wire/dir/file", ""), "x-amz-meta-s3cmd-attrs"))
                .isEqualTo(attributes);
        assertThat(sends("GET", "/wire?delimiter=/&prefix=&max-keys=10", ""))
                .contains("<Prefix>dir/</Prefix>", "<Marker");
        sends(
                "PUT",
                "/wire/dir/file",
                "",
                "Content-Length: 0",
                "x-amz-copy-source: /wire/dir/file",
                "x-amz-metadata-directive: REPLACE",
                "x-amz-meta-mode: 33261");
        String head = sends("HEAD", "/wire/dir/file", "");
        assertThat(header(head, "x-amz-meta-mode")).isEqualTo("33261");
        assertThat(header(head, "x-amz-meta-s3cmd-attrs")).isEmpty();
    }

    /** rclone: a canned ACL with each object, whether there are versions, and buckets made again. */
    @Test
    void privateAclIsNothingNewAndABucketMayBeMadeAgainByItsOwner() throws Exception {
        sends("PUT", "/wire/rclone", "hello", "Content-Length: 5", "x-amz-acl: private");
        assertThat(sends("GET", "/wire?versioning", "")).contains("VersioningConfiguration");
        assertThat(ask("PUT", "/wire", "", "Content-Length: 0"))
                .matches("(?s)HTTP/1\\.1 (200|409) .*")
                .doesNotContain("BucketAlreadyExists<");
    }

    /** What a client frames in a way that the node does not know is refused, and never stored with its frame. */
    @Test
    void bodyOfUnknownFramingIsNotStored() throws Exception {
        assertThat(ask(
                        "PUT",
                        "/wire/framed",
                        FRAMED + "\r\n",
                        "Content-Length: 15",
                        "x-amz-content-sha256: STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
                        "x-amz-decoded-content-length: 5"))
                .matches("(?s)HTTP/1\\.1 (400|501) .*");
        assertThat(ask("GET", "/wire/framed", "")).startsWith("HTTP/1.1 404 ");
    }

    @SuppressWarnings("NullAway") // started before all tests
    private static RunningNode unstarted() {
        return null;
    }
}
