package dev.cistern.node;

import static dev.cistern.node.S3Client.element;
import static dev.cistern.node.S3Client.outcome;
import static dev.cistern.node.S3Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Objects uploaded in parts, over S3. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3PartsTest {
    private static final byte[] FIRST = random(5 << 20, 1);
    private static final byte[] SECOND = random((5 << 20) + 3, 2);
    private static final byte[] LAST = random(1000, 3);
    private static final byte[] NOTHING = {};

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();

    @BeforeAll
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        send("PUT", "/parts", NOTHING);
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] joined(byte[]... parts) {
        byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    @CanIgnoreReturnValue
    private HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) throws Exception {
        return node.send(method, path, body, headers);
    }

    private String begin(String path, String... headers) throws Exception {
        HttpResponse<byte[]> begun = send("POST", path + "?uploads", NOTHING, headers);
        assertThat(outcome(begun)).isEqualTo("200");
        return element(begun, "UploadId");
    }

    @CanIgnoreReturnValue
    private String part(String path, String upload, int number, byte[] body) throws Exception {
        HttpResponse<byte[]> put = send("PUT", path + "?partNumber=" + number + "&uploadId=" + upload, body);
        assertThat(outcome(put)).isEqualTo("200");
        return put.headers().firstValue("etag").orElseThrow();
    }

    private static byte[] document(String... numbersAndTags) {
        StringBuilder document = new StringBuilder("<CompleteMultipartUpload>");
        for (int i = 0; i < numbersAndTags.length; i += 2) {
            document.append("<Part><PartNumber>")
                    .append(numbersAndTags[i])
                    .append("</PartNumber><ETag>")
                    .append(numbersAndTags[i + 1].replace("\"", "&quot;"))
                    .append("</ETag></Part>");
        }
        return RunningNode.bytes(document.append("</CompleteMultipartUpload>").toString());
    }

    @Test
    void partsBecomeAnObjectWhateverTheirOrder() throws Exception {
        String path = "/parts/object";
        String upload = begin(path, "Content-Type", "text/x-parts", "x-amz-meta-a", "b", "x-amz-tagging", "t=1");
        String last = part(path, upload, 9, LAST);
        String wrong = part(path, upload, 1, LAST);
        String second = part(path, upload, 4, SECOND);
        String first = part(path, upload, 1, FIRST);
        part(path, upload, 7, LAST);

        HttpResponse<byte[]> refused = send("POST", path + "?uploadId=" + upload, document("1", wrong, "4", second));
        byte[] document = document("1", first, "4", second, "9", last);
        HttpResponse<byte[]> done = send("POST", path + "?uploadId=" + upload, document);
        HttpResponse<byte[]> again = send("POST", path + "?uploadId=" + upload, document);

        assertThat(outcome(refused)).isEqualTo("400 InvalidPart");
        assertThat(outcome(done)).isEqualTo("200");
        assertThat(element(done, "ETag")).matches("\"[0-9a-f]{32}-3\"");
        assertThat(text(again)).isEqualTo(text(done));
        HttpResponse<byte[]> get = send("GET", path, NOTHING);
        assertThat(get.body()).isEqualTo(joined(FIRST, SECOND, LAST));
        assertThat(get.headers().firstValue("etag")).contains(element(done, "ETag"));
        assertThat(get.headers().firstValue("content-type")).contains("text/x-parts");
        assertThat(get.headers().firstValue("x-amz-meta-a")).contains("b");
        assertThat(get.headers().firstValue("x-amz-tagging-count")).contains("1");
        assertThat(outcome(send("GET", path + "?uploadId=" + upload, NOTHING))).isEqualTo("404 NoSuchUpload");
    }

    @Test
    void rangesAndPartsAreCutOutOfTheWhole() throws Exception {
        String path = "/parts/ranges";
        String upload = begin(path);
        byte[] document = document("1", part(path, upload, 1, FIRST), "2", part(path, upload, 2, LAST));
        assertThat(outcome(send("POST", path + "?uploadId=" + upload, document)))
                .isEqualTo("200");
        byte[] whole = joined(FIRST, LAST);
        int seam = FIRST.length;

        HttpResponse<byte[]> across =
                send("GET", path, NOTHING, "Range", "bytes=" + (seam - 70_000) + "-" + (seam + 9));
        HttpResponse<byte[]> second = send("GET", path + "?partNumber=2", NOTHING);
        HttpResponse<byte[]> head = send("HEAD", path + "?partNumber=1", NOTHING);

        assertThat(across.body()).isEqualTo(Arrays.copyOfRange(whole, seam - 70_000, seam + 10));
        assertThat(second.statusCode()).isEqualTo(206);
        assertThat(second.body()).isEqualTo(LAST);
        assertThat(second.headers().firstValue("x-amz-mp-parts-count")).contains("2");
        assertThat(head.headers().firstValue("content-length")).contains(Integer.toString(seam));
        assertThat(outcome(send("GET", path + "?partNumber=3", NOTHING))).isEqualTo("416 InvalidPartNumber");
        assertThat(text(send("GET", path + "?attributes", NOTHING, "x-amz-object-attributes", "ObjectParts")))
                .contains("<ObjectParts><PartsCount>2</PartsCount>");
    }

    @Test
    void checksumOfTheWholeIsJoinedFromThoseOfTheParts() throws Exception {
        String path = "/parts/checksum";
        String upload = begin(path, "x-amz-checksum-algorithm", "CRC64NVME");
        byte[] document = document("1", part(path, upload, 1, FIRST), "2", part(path, upload, 2, LAST));

        HttpResponse<byte[]> done = send("POST", path + "?uploadId=" + upload, document);
        send(
                "PUT",
                "/parts/whole",
                joined(FIRST, LAST),
                "x-amz-checksum-crc64nvme",
                element(done, "ChecksumCRC64NVME"));

        assertThat(element(done, "ChecksumType")).isEqualTo("FULL_OBJECT");
        assertThat(outcome(send("HEAD", "/parts/whole", NOTHING))).isEqualTo("200");
    }

    @Test
    void whatCannotBeCompletedIsRefusedAndStays() throws Exception {
        String path = "/parts/refused";
        String upload = begin(path);
        String first = part(path, upload, 1, LAST);
        String second = part(path, upload, 2, LAST);
        String complete = path + "?uploadId=" + upload;

        assertThat(outcome(send("POST", complete, document("1", first, "2", second))))
                .isEqualTo("400 EntityTooSmall");
        assertThat(outcome(send("POST", complete, document("2", second, "1", first))))
                .isEqualTo("400 InvalidPartOrder");
        assertThat(outcome(send("POST", complete, document("3", first)))).isEqualTo("400 InvalidPart");
        assertThat(outcome(send("POST", complete, document()))).isEqualTo("400 MalformedXML");
        assertThat(outcome(send("POST", complete, document("2", second), "If-Match", "\"x\"")))
                .isEqualTo("404 NoSuchKey");
        assertThat(outcome(send("PUT", path + "?partNumber=10001&uploadId=" + upload, LAST)))
                .isEqualTo("400 InvalidArgument");
        assertThat(outcome(send("POST", complete, document("2", second), "If-None-Match", "*")))
                .isEqualTo("200");
        assertThat(send("GET", path, NOTHING).body()).isEqualTo(LAST);
    }

    @Test
    void uploadsAndPartsAreListedUntilTheyAreGivenUp() throws Exception {
        send("PUT", "/uploads-listed", NOTHING);
        String path = "/uploads-listed/a";
        String upload = begin(path);
        String other = begin(path);
        String deep = begin("/uploads-listed/b/c");
        part(path, upload, 1, LAST);
        part(path, upload, 3, LAST);

        HttpResponse<byte[]> parts = send("GET", path + "?uploadId=" + upload + "&max-parts=1", NOTHING);
        HttpResponse<byte[]> rest = send("GET", path + "?uploadId=" + upload + "&part-number-marker=1", NOTHING);
        HttpResponse<byte[]> uploads = send("GET", "/uploads-listed?uploads&delimiter=/", NOTHING);
        HttpResponse<byte[]> next =
                send("GET", "/uploads-listed?uploads&key-marker=a&upload-id-marker=" + upload, NOTHING);

        assertThat(text(parts)).contains("<NextPartNumberMarker>1</NextPartNumberMarker>", "<IsTruncated>true");
        assertThat(text(rest)).contains("<PartNumber>3</PartNumber>").doesNotContain("<PartNumber>1</PartNumber>");
        assertThat(text(uploads))
                .contains(upload, other, "<CommonPrefixes><Prefix>b/</Prefix>")
                .doesNotContain(deep);
        assertThat(text(next)).contains(other, deep).doesNotContain("<UploadId>" + upload);
        for (String given : new String[] {
            path + "?uploadId=" + upload, path + "?uploadId=" + other, "/uploads-listed/b/c?uploadId=" + deep
        }) {
            assertThat(outcome(send("DELETE", given, NOTHING))).isEqualTo("204");
            assertThat(outcome(send("DELETE", given, NOTHING))).isEqualTo("404 NoSuchUpload");
        }
        assertThat(text(send("GET", "/uploads-listed?uploads", NOTHING))).doesNotContain("<Upload>");
        assertThat(outcome(send("DELETE", "/uploads-listed", NOTHING))).isEqualTo("204");
    }

    @Test
    void partsAreCopiedFromOtherObjects() throws Exception {
        send("PUT", "/parts/source", FIRST);
        String path = "/parts/copied";
        String upload = begin(path);
        String query = "?partNumber=1&uploadId=" + upload;
        HttpResponse<byte[]> copied = send(
                "PUT",
                path + query,
                NOTHING,
                "x-amz-copy-source",
                "/parts/source",
                "x-amz-copy-source-range",
                "bytes=10-19");

        assertThat(outcome(send(
                        "PUT",
                        path + query,
                        NOTHING,
                        "x-amz-copy-source",
                        "/parts/source",
                        "x-amz-copy-source-range",
                        "bytes=10-99999999")))
                .isEqualTo("400 InvalidArgument");
        assertThat(outcome(send("POST", path + "?uploadId=" + upload, document("1", element(copied, "ETag")))))
                .isEqualTo("200");
        assertThat(send("GET", path, NOTHING).body()).isEqualTo(Arrays.copyOfRange(FIRST, 10, 20));
    }

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }
}
