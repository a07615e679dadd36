package dev.cistern.node;

import static dev.cistern.node.S3Client.element;
import static dev.cistern.node.S3Client.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted objects that are uploaded in parts, over S3. */
final class S3EncryptedPartsTest {
    private static final String SSE = "x-amz-server-side-encryption";
    private static final String SSE_C = "x-amz-server-side-encryption-customer-";
    private static final byte[] NOTHING = {};
    private static final byte[] KEY = random(32, 1);
    private static final byte[] OTHER_KEY = random(32, 2);
    private static final byte[] FIRST = random(5 << 20, 1);
    private static final byte[] SECOND = random(5 << 20, 2);
    private static final byte[] LAST = random(70_000, 3);

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();
    private int number;

    @BeforeEach
    void start() throws Exception {
        number++;
        node = RunningNode.start(folder.resolve("data" + System.identityHashCode(this) + number));
        send("PUT", "/parts", NOTHING);
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] whole() {
        byte[] all = Arrays.copyOf(FIRST, FIRST.length + SECOND.length + LAST.length);
        System.arraycopy(SECOND, 0, all, FIRST.length, SECOND.length);
        System.arraycopy(LAST, 0, all, FIRST.length + SECOND.length, LAST.length);
        return all;
    }

    private static byte[] md5(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("MD5").digest(bytes);
    }

    private static String[] key(byte[] key) throws Exception {
        return key(SSE_C, key);
    }

    private static String[] key(String prefix, byte[] key) throws Exception {
        Base64.Encoder base64 = Base64.getEncoder();
        return new String[] {
            prefix + "algorithm",
            "AES256",
            prefix + "key",
            base64.encodeToString(key),
            prefix + "key-MD5",
            base64.encodeToString(md5(key))
        };
    }

    @CanIgnoreReturnValue
    private HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) throws Exception {
        return node.send(method, path, body, headers);
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private String begin(String path, String... headers) throws Exception {
        HttpResponse<byte[]> begun = send("POST", path + "?uploads", NOTHING, headers);
        assertThat(outcome(begun)).isEqualTo("200");
        assertThat(header(begun, SSE) + header(begun, SSE_C + "algorithm")).isEqualTo("AES256");
        return element(begun, "UploadId");
    }

    private HttpResponse<byte[]> part(String path, String upload, int part, byte[] body, String... headers)
            throws Exception {
        return send("PUT", path + "?partNumber=" + part + "&uploadId=" + upload, body, headers);
    }

    private HttpResponse<byte[]> complete(String path, String upload, String... etags) throws Exception {
        StringBuilder document = new StringBuilder("<CompleteMultipartUpload>");
        for (int i = 0; i < etags.length; i++) {
            document.append("<Part><PartNumber>")
                    .append(i + 1)
                    .append("</PartNumber><ETag>")
                    .append(etags[i])
                    .append("</ETag></Part>");
        }
        byte[] bytes =
                RunningNode.bytes(document.append("</CompleteMultipartUpload>").toString());
        return send("POST", path + "?uploadId=" + upload, bytes);
    }

    private void assertWhole(String path, String... headers) throws Exception {
        byte[] whole = whole();
        assertThat(send("GET", path, NOTHING, headers).body()).isEqualTo(whole);
        HttpResponse<byte[]> second = send("GET", path + "?partNumber=2", NOTHING, headers);
        assertThat(second.body()).isEqualTo(SECOND);
        assertThat(header(second, "x-amz-mp-parts-count")).isEqualTo("3");
        String[] ranged = Arrays.copyOf(headers, headers.length + 2);
        ranged[headers.length] = "Range";
        for (int from : new int[] {0, FIRST.length - 10, FIRST.length, FIRST.length + 65_519, whole.length - 1}) {
            ranged[headers.length + 1] = "bytes=" + from + "-" + (from + 20_000);
            assertThat(send("GET", path, NOTHING, ranged).body())
                    .isEqualTo(Arrays.copyOfRange(whole, from, Math.min(whole.length, from + 20_001)));
        }
    }

    @Test
    void partsUnderTheNodesKeyBecomeAnObject() throws Exception {
        String upload = begin("/parts/n", SSE, "AES256");
        HttpResponse<byte[]> first = part("/parts/n", upload, 1, FIRST);
        HttpResponse<byte[]> again = part("/parts/n", upload, 2, FIRST);
        HttpResponse<byte[]> second = part("/parts/n", upload, 2, SECOND);
        HttpResponse<byte[]> last = part("/parts/n", upload, 3, LAST);

        assertThat(outcome(again)).isEqualTo("200");
        assertThat(header(first, SSE)).isEqualTo("AES256");
        assertThat(header(last, "etag")).isEqualTo('"' + HexFormat.of().formatHex(md5(LAST)) + '"');
        assertThat(outcome(part("/parts/n", upload, 3, LAST, key(KEY)))).isEqualTo("400 InvalidRequest");
        HttpResponse<byte[]> done =
                complete("/parts/n", upload, header(first, "etag"), header(second, "etag"), header(last, "etag"));
        assertThat(outcome(done)).isEqualTo("200");
        assertThat(header(done, SSE)).isEqualTo("AES256");
        assertThat(header(send("HEAD", "/parts/n", NOTHING), SSE)).isEqualTo("AES256");
        assertWhole("/parts/n");
    }

    @Test
    void partsUnderACustomersKeyNeedItEachTime() throws Exception {
        String upload = begin("/parts/c", key(KEY));
        HttpResponse<byte[]> first = part("/parts/c", upload, 1, FIRST, key(KEY));
        HttpResponse<byte[]> second = part("/parts/c", upload, 2, SECOND, key(KEY));
        HttpResponse<byte[]> last = part("/parts/c", upload, 3, LAST, key(KEY));
        HttpResponse<byte[]> without = part("/parts/c", upload, 3, LAST);
        HttpResponse<byte[]> wrong = part("/parts/c", upload, 3, LAST, key(OTHER_KEY));

        assertThat(header(first, SSE_C + "algorithm")).isEqualTo("AES256");
        assertThat(header(last, "etag")).isNotEqualTo('"' + HexFormat.of().formatHex(md5(LAST)) + '"');
        assertThat(outcome(without)).isEqualTo("400 InvalidRequest");
        assertThat(element(without, "Message")).contains("The multipart upload initiate requested encryption.");
        assertThat(outcome(wrong)).isEqualTo("400 InvalidRequest");
        assertThat(element(wrong, "Message"))
                .contains("The provided encryption parameters did not match the ones used originally.");
        HttpResponse<byte[]> done =
                complete("/parts/c", upload, header(first, "etag"), header(second, "etag"), header(last, "etag"));
        assertThat(outcome(done)).isEqualTo("200");
        assertThat(element(done, "ETag")).matches("\"[0-9a-f]{32}-3\"");
        assertWhole("/parts/c", key(KEY));
        assertThat(outcome(send("GET", "/parts/c", NOTHING))).isEqualTo("400 InvalidRequest");
        assertThat(outcome(send("GET", "/parts/c?partNumber=2", NOTHING, key(OTHER_KEY))))
                .isEqualTo("403 AccessDenied");
        assertThat(send("HEAD", "/parts/c?partNumber=2", NOTHING).statusCode()).isEqualTo(400);
    }

    @Test
    void partsAreCopiedOutOfEncryptedObjectsIntoOthersOverARestartOfTheNode() throws Exception {
        Path data = folder.resolve("restarted");
        node.close();
        node = RunningNode.start(data);
        send("PUT", "/parts", NOTHING);
        send("PUT", "/parts/source", whole(), key(KEY));
        String upload = begin("/parts/copied", SSE, "AES256");
        String[] from = Arrays.copyOf(key("x-amz-copy-source-server-side-encryption-customer-", KEY), 10);
        from[6] = "x-amz-copy-source";
        from[7] = "/parts/source";
        from[8] = "x-amz-copy-source-range";
        from[9] = "bytes=0-" + (FIRST.length - 1);
        HttpResponse<byte[]> first = part("/parts/copied", upload, 1, NOTHING, from);
        assertThat(outcome(first)).isEqualTo("200");
        assertThat(header(first, SSE)).isEqualTo("AES256");
        node.close();
        node = RunningNode.start(data);
        from[9] = "bytes=" + FIRST.length + "-" + (FIRST.length + SECOND.length - 1);
        HttpResponse<byte[]> second = part("/parts/copied", upload, 2, NOTHING, from);
        HttpResponse<byte[]> last = part("/parts/copied", upload, 3, LAST);

        HttpResponse<byte[]> done = complete(
                "/parts/copied", upload, element(first, "ETag"), element(second, "ETag"), header(last, "etag"));
        assertThat(outcome(done)).isEqualTo("200");
        assertWhole("/parts/copied");
        String[] unkeyed = Arrays.copyOfRange(from, 6, 10);
        String another = begin("/parts/another", SSE, "AES256");
        assertThat(outcome(part("/parts/another", another, 1, NOTHING, unkeyed)))
                .isEqualTo("400 InvalidRequest");
    }

    @Test
    void keysOverPlainHttpAreTakenAsTheSettingsSay() throws Exception {
        assertThat(outcome(send("PUT", "/parts/local", LAST, key(KEY)))).isEqualTo("200");
        node.close();
        node = RunningNode.start(folder.resolve("never"), "s3.keys_over_http=never");
        send("PUT", "/parts", NOTHING);

        HttpResponse<byte[]> put = send("PUT", "/parts/k", LAST, key(KEY));
        assertThat(outcome(put)).isEqualTo("400 InvalidRequest");
        assertThat(element(put, "Message"))
                .isEqualTo("Requests specifying Server Side Encryption with Customer provided keys must be made over a"
                        + " secure connection.");
        assertThat(outcome(send("GET", "/parts/k", NOTHING, key(KEY)))).isEqualTo("400 InvalidRequest");
        assertThat(outcome(send("PUT", "/parts/k", LAST, SSE, "AES256"))).isEqualTo("200");
    }

    @Test
    void newMasterKeyIsForWhatIsWrittenFromThenOn() throws Exception {
        assertThat(RunningNode.text(node.get("/v1/master-keys"))).isEqualTo("[ ]\n");
        send("PUT", "/parts/old", LAST, SSE, "AES256");
        HttpResponse<byte[]> added = node.send("POST", "/v1/master-keys", NOTHING);
        send("PUT", "/parts/new", LAST, SSE, "AES256");

        assertThat(added.statusCode()).isEqualTo(200);
        assertThat(RunningNode.text(node.get("/v1/master-keys")).split("\"made\"", -1))
                .hasSize(3);
        assertThat(send("GET", "/parts/old", NOTHING).body()).isEqualTo(LAST);
        assertThat(send("GET", "/parts/new", NOTHING).body()).isEqualTo(LAST);
        assertThat(send("DELETE", "/v1/master-keys", NOTHING).statusCode()).isEqualTo(405);
    }

    /** Stands in until the node is started, before any test. */
    @SuppressWarnings("NullAway")
    private static RunningNode unstarted() {
        return null;
    }
}
