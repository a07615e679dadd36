package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.S3Client.element;
import static dev.cistern.node.S3Client.outcome;
import static dev.cistern.node.S3Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Uploads by forms of browsers to a node with users. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3FormsTest {
    private static final String HELLO_MD5 = "\"5d41402abc4b2a76b9719d911017c592\"";

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();
    private S3Client client = new S3Client(0, "AKT", "secret-key");

    @BeforeAll
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        node.createBucket("forms");
        String user = "{\"name\":\"test\",\"access_key\":\"AKT\",\"secret_key\":\"secret-key\"}";
        assertThat(node.send("POST", "/v1/users", bytes(user)).statusCode()).isEqualTo(200);
        client = new S3Client(node.port(), "AKT", "secret-key");
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    private static SignedForm form(String key) {
        return new SignedForm().condition("{\"bucket\":\"forms\"}").allowed("key", key);
    }

    private HttpResponse<byte[]> post(SignedForm form, String file) throws Exception {
        return form.signed("AKT", "secret-key").post(node, "/forms", file);
    }

    private HttpResponse<byte[]> get(String path) throws Exception {
        return client.send("GET", path, new byte[0]);
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("-");
    }

    @Test
    void formStoresItsFileWithAllItsFieldsSay() throws Exception {
        HttpResponse<byte[]> posted = post(
                form("kept")
                        .allowed("Content-Type", "text/x-test")
                        .allowed("Cache-Control", "no-cache")
                        .allowed("acl", "private")
                        .allowed("x-amz-meta-Colour", "blue")
                        .allowed("x-amz-checksum-sha256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=")
                        .condition("[\"starts-with\",\"$tagging\",\"\"]")
                        .field("tagging", "<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>")
                        .field("x-ignore-this", "..."),
                "hello");

        assertThat(outcome(posted)).isEqualTo("204");
        assertThat(posted.body()).isEmpty();
        assertThat(header(posted, "etag")).isEqualTo(HELLO_MD5);
        assertThat(header(posted, "location")).isEqualTo("http://127.0.0.1:" + node.port() + "/forms/kept");
        HttpResponse<byte[]> got = get("/forms/kept");
        assertThat(text(got)).isEqualTo("hello");
        assertThat(header(got, "content-type")).isEqualTo("text/x-test");
        assertThat(header(got, "cache-control")).isEqualTo("no-cache");
        assertThat(header(got, "x-amz-meta-colour")).isEqualTo("blue");
        assertThat(header(got, "x-amz-tagging-count")).isEqualTo("1");
        assertThat(text(get("/forms/kept?tagging"))).contains("<Key>a</Key><Value>1</Value>");
    }

    @Test
    void largeFileIsStoredByteForByte() throws Exception {
        byte[] file = new byte[5_000_000];
        new Random(5).nextBytes(file);

        HttpResponse<byte[]> posted = form("large").signed("AKT", "secret-key").post(node, "/forms/", file);

        assertThat(outcome(posted)).isEqualTo("204");
        assertThat(get("/forms/large").body()).isEqualTo(file);
        assertThat(header(get("/forms/large"), "content-type")).isEqualTo("binary/octet-stream");
    }

    @Test
    void nameOfTheFileCanBeInTheKey() throws Exception {
        SignedForm form = new SignedForm()
                .condition("{\"bucket\":\"forms\"}")
                .condition("[\"starts-with\",\"$key\",\"user/foo\"]")
                .field("key", "user/${filename}");

        assertThat(outcome(post(form, "hello"))).isEqualTo("204");
        assertThat(text(get("/forms/user/foo.txt"))).isEqualTo("hello");
    }

    @Test
    void successIsToldAsTheFormAsks() throws Exception {
        HttpResponse<byte[]> created = post(form("x/y z").allowed("success_action_status", "201"), "hello");
        assertThat(outcome(created)).isEqualTo("201");
        assertThat(element(created, "Bucket")).isEqualTo("forms");
        assertThat(element(created, "Key")).isEqualTo("x/y z");
        assertThat(element(created, "ETag")).isEqualTo(HELLO_MD5);
        assertThat(element(created, "Location")).endsWith("/forms/x/y%20z").isEqualTo(header(created, "location"));
        assertThat(outcome(post(form("k").allowed("success_action_status", "200"), "hello")))
                .isEqualTo("200");
        assertThat(outcome(post(form("k").allowed("success_action_status", "404"), "hello")))
                .isEqualTo("204");
        HttpResponse<byte[]> sent =
                post(form("a&b").allowed("success_action_redirect", "https://app.example/done?x=1"), "hello");
        assertThat(outcome(sent)).isEqualTo("303");
        assertThat(header(sent, "location"))
                .isEqualTo("https://app.example/done?x=1&bucket=forms&key=a%26b&etag=%22" + HELLO_MD5.replace("\"", "")
                        + "%22");
        assertThat(outcome(post(form("k").allowed("success_action_redirect", "no url"), "hello")))
                .isEqualTo("204");
    }

    @Test
    void formAgainstItsPolicyIsDenied() throws Exception {
        HttpResponse<byte[]> extra = post(form("k").field("acl", "private"), "hello");
        assertThat(outcome(extra)).isEqualTo("403 AccessDenied");
        assertThat(element(extra, "Message")).isEqualTo("Invalid according to Policy: Extra input fields: acl");
        HttpResponse<byte[]> late = post(form("k").expiring(Instant.now().minusSeconds(1)), "hello");
        assertThat(outcome(late)).isEqualTo("403 AccessDenied");
        assertThat(element(late, "Message")).isEqualTo("Invalid according to Policy: Policy expired.");
        SignedForm elsewhere =
                new SignedForm().condition("{\"bucket\":\"other\"}").allowed("key", "k");
        assertThat(outcome(post(elsewhere.field("bucket", "other"), "hello"))).isEqualTo("403 AccessDenied");
        SignedForm silent = new SignedForm().allowed("key", "k");
        assertThat(outcome(post(silent, "hello"))).isEqualTo("403 AccessDenied");
        assertThat(outcome(get("/forms/denied"))).isEqualTo("404 NoSuchKey");
    }

    @Test
    void fileOutsideTheRangeOfThePolicyIsRefused() throws Exception {
        String range = "[\"content-length-range\",5,";
        assertThat(outcome(post(form("ranged").condition(range + "5]"), "hello")))
                .isEqualTo("204");
        assertThat(outcome(post(form("small").condition(range + "10]"), "hell")))
                .isEqualTo("400 EntityTooSmall");
        assertThat(outcome(post(form("big").condition(range + "5]"), "hello!"))).isEqualTo("400 EntityTooLarge");
        assertThat(outcome(post(form("big").condition(range + "9]"), "x".repeat(3_000_000))))
                .isEqualTo("400 EntityTooLarge");
        assertThat(outcome(get("/forms/small"))).isEqualTo("404 NoSuchKey");
        assertThat(outcome(get("/forms/big"))).isEqualTo("404 NoSuchKey");
        assertThat(outcome(post(form("k").condition("[\"content-length-range\",5]"), "hello")))
                .isEqualTo("400 InvalidPolicyDocument");
    }

    @Test
    void formThatIsNotWellSignedIsRefused() throws Exception {
        assertThat(outcome(form("k").post(node, "/forms", "hello"))).isEqualTo("403 AccessDenied");
        assertThat(outcome(form("k").signed("AKT", "another-key").post(node, "/forms", "hello")))
                .isEqualTo("403 SignatureDoesNotMatch");
        assertThat(outcome(form("k").signed("NOBODY", "secret-key").post(node, "/forms", "hello")))
                .isEqualTo("403 InvalidAccessKeyId");
        for (String name : new String[] {"x-amz-signature", "policy", "x-amz-credential", "x-amz-date"}) {
            SignedForm form = form("k").signed("AKT", "secret-key").without(name);
            assertThat(outcome(form.post(node, "/forms", "hello"))).as(name).isEqualTo("400 InvalidArgument");
        }
        SignedForm old = form("k").signed("AKT", "secret-key").field("AWSAccessKeyId", "AKT");
        assertThat(outcome(old.post(node, "/forms", "hello"))).isEqualTo("400 InvalidRequest");
        SignedForm unread = form("k").signed("AKT", "secret-key").signedPolicy("{", "secret-key");
        assertThat(outcome(unread.post(node, "/forms", "hello"))).isEqualTo("400 InvalidPolicyDocument");
    }

    @Test
    void formNeedsLeaveToWriteAsEveryRequestDoes() throws Exception {
        String other = "{\"name\":\"other\",\"access_key\":\"AKO\",\"secret_key\":\"other-secret\"}";
        assertThat(node.send("POST", "/v1/users", bytes(other)).statusCode()).isEqualTo(200);
        client.send("PUT", "/owned", new byte[0]);
        client.send("PUT", "/open", new byte[0], "x-amz-acl", "public-read-write");

        for (String bucket : new String[] {"owned", "open"}) {
            SignedForm others = new SignedForm()
                    .condition("{\"bucket\":\"" + bucket + "\"}")
                    .allowed("key", "k");
            SignedForm nobodys = new SignedForm().field("key", "n");
            String expected = bucket.equals("open") ? "204" : "403 AccessDenied";

            assertThat(outcome(others.signed("AKO", "other-secret").post(node, "/" + bucket, "x")))
                    .as(bucket)
                    .isEqualTo(expected);
            assertThat(outcome(nobodys.post(node, "/" + bucket, "x")))
                    .as(bucket)
                    .isEqualTo(expected);
        }
        assertThat(outcome(get("/owned/k"))).isEqualTo("404 NoSuchKey");
        assertThat(outcome(get("/owned/n"))).isEqualTo("404 NoSuchKey");
        assertThat(text(client.send("GET", "/open/n", new byte[0]))).isEqualTo("x");
    }

    @Test
    void formWithoutAFileIsRefused() throws Exception {
        String body = "--" + SignedForm.BOUNDARY + "\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk\r\n--"
                + SignedForm.BOUNDARY + "--\r\n";

        assertThat(outcome(node.send(
                        "POST",
                        "/forms",
                        bytes(body),
                        "Content-Type",
                        "multipart/form-data; boundary=" + SignedForm.BOUNDARY)))
                .isEqualTo("400 IncorrectNumberOfFilesInPostRequest");
    }

    @Test
    void whatIsNoFormForAnObjectIsRefused() throws Exception {
        byte[] body = form("k").signed("AKT", "secret-key").body(bytes("hello"));
        assertThat(outcome(node.send("POST", "/forms", body, "Content-Type", "text/plain")))
                .isEqualTo("412 PreconditionFailed");
        assertThat(outcome(node.send("POST", "/forms", body, "Content-Type", "multipart/form-data")))
                .isEqualTo("400 MalformedPOSTRequest");
        assertThat(outcome(node.send("POST", "/forms", body, "Content-Type", "multipart/form-data; boundary=another")))
                .isEqualTo("400 MalformedPOSTRequest");
        assertThat(outcome(post(new SignedForm().condition("{\"bucket\":\"forms\"}"), "hello")))
                .isEqualTo("400 InvalidArgument");
        assertThat(outcome(form("k").signed("AKT", "secret-key").post(node, "/missing", "hello")))
                .isEqualTo("404 NoSuchBucket");
        assertThat(outcome(post(form("k").field("x-ignore-a", "v".repeat(20_480)), "hello")))
                .isEqualTo("400 MaxPostPreDataLengthExceeded");
        assertThat(outcome(form("k").signed("AKT", "secret-key").post(node, "/forms?delete", "hello")))
                .isEqualTo("403 AccessDenied");
    }

    @Test
    void fieldThatWouldBreakOutOfItsHeaderIsRefused() throws Exception {
        SignedForm form = form("k")
                .condition("[\"starts-with\",\"$x-amz-meta-a\",\"\"]")
                .field("x-amz-meta-a", "v\r\nSet-Cookie: x=y");

        assertThat(outcome(post(form, "hello"))).isEqualTo("400 InvalidArgument");
    }

    @Test
    void wrongChecksumOfTheFileIsRefused() throws Exception {
        assertThat(outcome(post(form("sum").allowed("x-amz-checksum-crc32", "AAAAAA=="), "hello")))
                .isEqualTo("400 BadDigest");
        assertThat(outcome(post(form("sum").allowed("Content-MD5", "XUFAKrxLKna5cZ2REBfFkg=="), "hello")))
                .isEqualTo("204");
    }

    @Test
    void nodeWithoutUsersTakesFormsWithoutSignature() throws Exception {
        try (RunningNode open = RunningNode.start(folder.resolve("open"))) {
            open.createBucket("forms");
            HttpResponse<byte[]> posted = new SignedForm().field("key", "k").post(open, "/forms", "hello");
            assertThat(outcome(posted)).isEqualTo("204");
            assertThat(text(open.get("/forms/k"))).isEqualTo("hello");
            SignedForm against = form("k").field("acl", "private").signed("AKT", "any-secret");
            assertThat(outcome(against.post(open, "/forms", "hello"))).isEqualTo("403 AccessDenied");
        }
    }

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }
}
