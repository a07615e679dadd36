package dev.cistern.node;

import static dev.cistern.node.S3Client.element;
import static dev.cistern.node.S3Client.outcome;
import static dev.cistern.node.S3Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Server-side encryption, over S3: with the node's key (SSE-S3) and with customers' (SSE-C). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3EncryptionTest {
    private static final String SSE = "x-amz-server-side-encryption";
    private static final String SSE_C = "x-amz-server-side-encryption-customer-";
    private static final String SOURCE = "x-amz-copy-source-server-side-encryption-customer-";
    private static final byte[] NOTHING = {};
    private static final byte[] KEY = random(32, 1);
    private static final byte[] OTHER_KEY = random(32, 2);
    private static final byte[] BODY = random(200_000, 3);
    private static final String[] PLAIN = {};
    private static final String[] BY_NODE = {SSE, "AES256"};

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();

    @BeforeAll
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        send("PUT", "/sealed", NOTHING);
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

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String[] key(String prefix, byte[] key) {
        return new String[] {
            prefix + "algorithm", "AES256", prefix + "key", base64(key), prefix + "key-MD5", base64(md5(key))
        };
    }

    private static String[] key(byte[] key) {
        return key(SSE_C, key);
    }

    private static String[] and(String[]... headers) {
        List<String> all = new ArrayList<>();
        for (String[] some : headers) {
            all.addAll(List.of(some));
        }
        return all.toArray(String[]::new);
    }

    private static String[] header(String... nameAndValue) {
        return nameAndValue;
    }

    @CanIgnoreReturnValue
    private HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) throws Exception {
        return node.send(method, path, body, headers);
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        return send("GET", path, NOTHING, headers);
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static void assertByNode(HttpResponse<byte[]> response) {
        assertThat(outcome(response)).isIn("200", "206");
        assertThat(header(response, SSE)).isEqualTo("AES256");
        assertThat(header(response, SSE_C + "algorithm")).isEmpty();
    }

    private static void assertByCustomer(HttpResponse<byte[]> response, byte[] key) {
        assertThat(outcome(response)).isIn("200", "206");
        assertThat(header(response, SSE)).isEmpty();
        assertThat(header(response, SSE_C + "algorithm")).isEqualTo("AES256");
        assertThat(header(response, SSE_C + "key-md5")).isEqualTo(base64(md5(key)));
        assertThat(header(response, SSE_C + "key")).isEmpty();
    }

    @Test
    void objectUnderTheNodesKeyIsAsAnyOther() throws Exception {
        HttpResponse<byte[]> put = send("PUT", "/sealed/n", BODY, BY_NODE);

        assertByNode(put);
        assertThat(header(put, "etag")).isEqualTo('"' + HexFormat.of().formatHex(md5(BODY)) + '"');
        HttpResponse<byte[]> got = get("/sealed/n");
        assertByNode(got);
        assertThat(got.body()).isEqualTo(BODY);
        HttpResponse<byte[]> head = send("HEAD", "/sealed/n", NOTHING);
        assertByNode(head);
        assertThat(header(head, "content-length")).isEqualTo("200000");
        HttpResponse<byte[]> part = get("/sealed/n", "Range", "bytes=65515-131050");
        assertByNode(part);
        assertThat(header(part, "content-range")).isEqualTo("bytes 65515-131050/200000");
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(BODY, 65_515, 131_051));
        assertThat(outcome(get("/sealed/n", BY_NODE))).isEqualTo("400 InvalidArgument");
        assertThat(outcome(get("/sealed/n", key(KEY)))).isEqualTo("400 InvalidRequest");
        assertThat(node.get("/v1/objects/sealed/n").body()).isEqualTo(BODY);
    }

    @Test
    void objectUnderACustomersKeyOpensWithItAlone() throws Exception {
        HttpResponse<byte[]> put = send("PUT", "/sealed/c", BODY, key(KEY));

        assertByCustomer(put, KEY);
        assertThat(header(put, "etag"))
                .matches("\"[0-9a-f]{32}\"")
                .isNotEqualTo('"' + HexFormat.of().formatHex(md5(BODY)) + '"');
        HttpResponse<byte[]> got = get("/sealed/c", key(KEY));
        assertByCustomer(got, KEY);
        assertThat(got.body()).isEqualTo(BODY);
        assertThat(header(got, "etag")).isEqualTo(header(put, "etag"));
        assertByCustomer(send("HEAD", "/sealed/c", NOTHING, key(KEY)), KEY);
        HttpResponse<byte[]> last = get("/sealed/c", and(key(KEY), header("Range", "bytes=-7")));
        assertThat(last.body()).isEqualTo(Arrays.copyOfRange(BODY, BODY.length - 7, BODY.length));

        HttpResponse<byte[]> without = get("/sealed/c");
        assertThat(outcome(without)).isEqualTo("400 InvalidRequest");
        assertThat(element(without, "Message"))
                .isEqualTo(
                        "The object was stored using a form of Server Side Encryption. The correct parameters must be"
                                + " provided to retrieve the object.");
        HttpResponse<byte[]> wrong = get("/sealed/c", key(OTHER_KEY));
        assertThat(outcome(wrong)).isEqualTo("403 AccessDenied");
        assertThat(element(wrong, "Message"))
                .isEqualTo("Requests specifying Server Side Encryption with Customer provided keys must provide the"
                        + " correct secret key.");
        assertThat(send("HEAD", "/sealed/c", NOTHING).statusCode()).isEqualTo(400);
        assertThat(send("HEAD", "/sealed/c", NOTHING, key(OTHER_KEY)).statusCode())
                .isEqualTo(403);
        assertThat(node.get("/v1/objects/sealed/c").statusCode()).isEqualTo(400);
    }

    @Test
    void partOneOfAnObjectAndItsAttributesNeedTheKeyToo() throws Exception {
        send("PUT", "/sealed/attributes", BODY, key(KEY));
        String[] wanted = header("x-amz-object-attributes", "ETag,ObjectSize");

        HttpResponse<byte[]> told = get("/sealed/attributes?attributes", and(key(KEY), wanted));
        assertThat(outcome(told)).isEqualTo("200");
        assertThat(element(told, "ObjectSize")).isEqualTo("200000");
        assertThat(outcome(get("/sealed/attributes?attributes", wanted))).isEqualTo("400 InvalidRequest");
        assertThat(outcome(get("/sealed/attributes?attributes", and(key(OTHER_KEY), wanted))))
                .isEqualTo("403 AccessDenied");
        assertThat(get("/sealed/attributes?partNumber=1", key(KEY)).body()).isEqualTo(BODY);
        assertThat(outcome(get("/sealed/attributes?partNumber=1"))).isEqualTo("400 InvalidRequest");
    }

    @Test
    void headersThatDoNotFitAreRefusedInAmazonsWords() throws Exception {
        String algorithm = SSE_C + "algorithm";
        String key = SSE_C + "key";
        String sum = SSE_C + "key-MD5";
        String right = base64(KEY);
        String rightSum = base64(md5(KEY));
        byte[] shortKey = random(16, 9);

        assertRefused("InvalidArgument", "incompatible with", and(key(KEY), BY_NODE));
        assertRefused(
                "InvalidEncryptionAlgorithmError",
                "Supported value: AES256",
                header(algorithm, "AES128", key, right, sum, rightSum));
        assertRefused("InvalidArgument", "valid encryption algorithm", header(key, right, sum, rightSum));
        assertRefused("InvalidArgument", "appropriate secret key", header(algorithm, "AES256", sum, rightSum));
        assertRefused("InvalidArgument", "appropriate secret key", header(algorithm, "AES256"));
        assertRefused("InvalidArgument", "calculated MD5", header(algorithm, "AES256", key, right));
        assertRefused(
                "InvalidArgument",
                "did not match the hash",
                header(algorithm, "AES256", key, right, sum, base64(md5(OTHER_KEY))));
        assertRefused("InvalidArgument", "secret key was invalid", key(shortKey));
        assertRefused(
                "InvalidArgument",
                "secret key was invalid",
                header(algorithm, "AES256", key, "no base64!", sum, rightSum));
        assertRefused("InvalidArgument", "not supported", header(SSE, "AES512"));
        assertRefused("InvalidArgument", "not supported", header(SSE, "aes256"));
        assertRefused("InvalidArgument", "aws:kms", header(SSE, "AES256", SSE + "-aws-kms-key-id", "k"));
        assertRefused("InvalidArgument", "aws:kms", header(SSE + "-aws-kms-key-id", "k"));
        for (String kms : List.of("aws:kms", "aws:kms:dsse")) {
            assertThat(outcome(send("PUT", "/sealed/refused", BODY, SSE, kms))).isEqualTo("501 NotImplemented");
        }
        assertThat(outcome(get("/sealed/refused"))).isEqualTo("404 NoSuchKey");
    }

    private void assertRefused(String code, String inMessage, String... headers) throws Exception {
        HttpResponse<byte[]> refused = send("PUT", "/sealed/refused", BODY, headers);
        assertThat(outcome(refused)).isEqualTo("400 " + code);
        assertThat(element(refused, "Message")).contains(inMessage);
    }

    @Test
    void objectsAreCopiedBetweenAllWaysOfEncryption() throws Exception {
        List<String[]> ways = List.of(PLAIN, BY_NODE, key(KEY), key(OTHER_KEY));
        for (int from = 0; from < ways.size(); from++) {
            String source = "/sealed/source" + from;
            send("PUT", source, BODY, ways.get(from));
            String[] open = from == 2 ? key(SOURCE, KEY) : from == 3 ? key(SOURCE, OTHER_KEY) : PLAIN;
            for (int to = 0; to < ways.size(); to++) {
                String target = "/sealed/copy" + from + to;
                String[] copy = and(header("x-amz-copy-source", source), open, ways.get(to));
                HttpResponse<byte[]> copied = send("PUT", target, NOTHING, copy);
                assertThat(outcome(copied)).as("%s to %s", from, to).isEqualTo("200");
                assertThat(header(copied, SSE)).isEqualTo(to == 1 ? "AES256" : "");
                assertThat(header(copied, SSE_C + "algorithm")).isEqualTo(to > 1 ? "AES256" : "");
                HttpResponse<byte[]> got = get(target, to > 1 ? ways.get(to) : PLAIN);
                assertThat(got.body()).isEqualTo(BODY);
                assertThat(header(got, "etag"))
                        .isEqualTo(element(copied, "ETag").replace("&quot;", "\""));
            }
        }
    }

    @Test
    void copyNeedsTheKeyOfItsSource() throws Exception {
        send("PUT", "/sealed/keyed", BODY, key(KEY));
        send("PUT", "/sealed/unkeyed", BODY);
        String[] copy = header("x-amz-copy-source", "/sealed/keyed");

        assertThat(outcome(send("PUT", "/sealed/copied", NOTHING, copy))).isEqualTo("400 InvalidRequest");
        assertThat(outcome(send("PUT", "/sealed/copied", NOTHING, and(copy, key(SOURCE, OTHER_KEY)))))
                .isEqualTo("403 AccessDenied");
        HttpResponse<byte[]> needless = send(
                "PUT",
                "/sealed/copied",
                NOTHING,
                and(header("x-amz-copy-source", "/sealed/unkeyed"), key(SOURCE, KEY)));
        assertThat(outcome(needless)).isEqualTo("400 InvalidRequest");
        assertThat(element(needless, "Message"))
                .isEqualTo("The encryption parameters are not applicable to this object.");
        assertThat(outcome(get("/sealed/copied"))).isEqualTo("404 NoSuchKey");
    }

    @Test
    void objectIsCopiedOntoItselfToChangeItsEncryption() throws Exception {
        send("PUT", "/sealed/itself", BODY);
        String[] copy = header("x-amz-copy-source", "/sealed/itself");

        assertThat(outcome(send("PUT", "/sealed/itself", NOTHING, copy))).isEqualTo("400 InvalidRequest");
        assertByNode(send("PUT", "/sealed/itself", NOTHING, and(copy, BY_NODE)));
        assertByNode(get("/sealed/itself"));
        assertByCustomer(send("PUT", "/sealed/itself", NOTHING, and(copy, key(KEY))), KEY);
        String[] rotate = and(copy, key(SOURCE, KEY), key(OTHER_KEY));
        assertByCustomer(send("PUT", "/sealed/itself", NOTHING, rotate), OTHER_KEY);
        assertThat(get("/sealed/itself", key(OTHER_KEY)).body()).isEqualTo(BODY);
    }

    @Test
    void bucketsDefaultIsGivenBackAndApplied() throws Exception {
        send("PUT", "/default", NOTHING);
        String document = "<ServerSideEncryptionConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Rule>"
                + "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>"
                + "</ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled></Rule>"
                + "</ServerSideEncryptionConfiguration>";

        assertThat(outcome(get("/default?encryption"))).isEqualTo("404 ServerSideEncryptionConfigurationNotFoundError");
        assertThat(outcome(send("PUT", "/default?encryption", RunningNode.bytes(document))))
                .isEqualTo("200");
        assertThat(text(get("/default?encryption"))).contains(document.substring(document.indexOf("<Rule>")));
        assertByNode(send("PUT", "/default/k", BODY));
        assertByNode(get("/default/k"));
        assertThat(get("/default/k").body()).isEqualTo(BODY);
        assertByNode(send("PUT", "/default/copy", NOTHING, "x-amz-copy-source", "/default/k"));
        assertByCustomer(send("PUT", "/default/c", BODY, key(KEY)), KEY);
        assertThat(outcome(send("DELETE", "/default?encryption", NOTHING))).isEqualTo("204");
        assertThat(header(send("PUT", "/default/plain", BODY), SSE)).isEmpty();
        assertByNode(get("/default/k"));
        assertThat(outcome(get("/nowhere?encryption"))).isEqualTo("404 NoSuchBucket");
    }

    @Test
    void defaultsThatThisNodeCannotKeepAreRefused() throws Exception {
        String rule = "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>%s</SSEAlgorithm>%s"
                + "</ApplyServerSideEncryptionByDefault></Rule>";
        String good = rule.formatted("AES256", "");

        assertThat(configured(rule.formatted("aws:kms", ""))).isEqualTo("501 NotImplemented");
        assertThat(configured(rule.formatted("aws:kms:dsse", ""))).isEqualTo("501 NotImplemented");
        assertThat(configured(rule.formatted("ROT13", ""))).isEqualTo("400 MalformedXML");
        assertThat(configured(rule.formatted("AES256", "<KMSMasterKeyID>k</KMSMasterKeyID>")))
                .isEqualTo("400 InvalidArgument");
        assertThat(configured(good + good)).isEqualTo("400 MalformedXML");
        assertThat(configured("")).isEqualTo("400 MalformedXML");
        assertThat(configured("<Rule/>")).isEqualTo("400 MalformedXML");
        assertThat(outcome(get("/sealed?encryption"))).isEqualTo("404 ServerSideEncryptionConfigurationNotFoundError");
    }

    private String configured(String rules) throws Exception {
        String document = "<ServerSideEncryptionConfiguration>" + rules + "</ServerSideEncryptionConfiguration>";
        return outcome(send("PUT", "/sealed?encryption", RunningNode.bytes(document)));
    }

    /** Stands in until the node is started, before any test. */
    @SuppressWarnings("NullAway")
    private static RunningNode unstarted() {
        return null;
    }
}
