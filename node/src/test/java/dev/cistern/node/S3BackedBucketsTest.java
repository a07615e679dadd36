package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Buckets in front of buckets of S3: here those of another node, which lets in who signs, and nobody else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3BackedBucketsTest {
    private static final String ACCESS_KEY = "AKFAR";
    private static final String SECRET_KEY = "secret/of+the-far";

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode far = unstarted();
    private RunningNode node = unstarted();
    private S3Client there = new S3Client(0, ACCESS_KEY, SECRET_KEY);
    private S3Client here = new S3Client(0, ACCESS_KEY, SECRET_KEY);

    @SuppressWarnings("NullAway") // started before all tests
    private static RunningNode unstarted() {
        return null;
    }

    @BeforeAll
    void start() throws Exception {
        far = RunningNode.start(folder.resolve("far"));
        String user = "{\"name\":\"far\",\"access_key\":\"" + ACCESS_KEY + "\",\"secret_key\":\"" + SECRET_KEY + "\"}";
        assertThat(far.send("POST", "/v1/users", bytes(user)).statusCode()).isEqualTo(200);
        there = new S3Client(far.port(), ACCESS_KEY, SECRET_KEY);
        Files.writeString(
                folder.resolve("keys"),
                "[far]\naws_access_key_id=" + ACCESS_KEY + "\naws_secret_access_key=" + SECRET_KEY
                        + "\n[wrong]\naws_access_key_id=" + ACCESS_KEY + "\naws_secret_access_key=wrong-wrong\n");
        node = RunningNode.start(folder.resolve("node"));
        here = new S3Client(node.port(), "any", "anything");
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
        far.close();
    }

    /** Makes a bucket there, and one here in front of it. */
    private void front(String bucket, String prefix, String profile) throws Exception {
        there.send("PUT", "/" + bucket, new byte[0]);
        var created = create(
                bucket,
                "s3://" + bucket + "/" + prefix + "?endpoint=http://127.0.0.1:" + far.port() + "&profile=" + profile
                        + "&credentials_file=" + folder.resolve("keys"));
        assertThat(created.statusCode()).as(text(created)).isEqualTo(200);
    }

    private HttpResponse<byte[]> create(String bucket, String backend) throws Exception {
        JsonObject command =
                new JsonObject().put("action", "create-bck").put("value", new JsonObject().put("backend", backend));
        return node.send("POST", "/v1/buckets/" + bucket, bytes(command.encode()), "Content-Type", "application/json");
    }

    @Test
    void objectIsFetchedOnceAndServedFromHereAfterwards() throws Exception {
        front("cold", "", "far");
        byte[] body = new byte[3 << 20];
        new Random(1).nextBytes(body);
        there.send("PUT", "/cold/a%20b/%C3%BC%2Bx", body, "x-amz-meta-colour", "blue", "Content-Type", "image/x-test");

        var cold = here.send("GET", "/cold/a%20b/%C3%BC%2Bx", new byte[0]);
        there.send("DELETE", "/cold/a%20b/%C3%BC%2Bx", new byte[0]);
        var warm = here.send("GET", "/cold/a%20b/%C3%BC%2Bx", new byte[0]);

        for (var got : List.of(cold, warm)) {
            assertThat(got.body()).isEqualTo(body);
            assertThat(got.headers().firstValue("x-amz-meta-colour")).contains("blue");
            assertThat(got.headers().firstValue("Content-Type")).contains("image/x-test");
        }
    }

    @Test
    void whatIsWrittenGoesThroughAndIsReadBack() throws Exception {
        front("written", "below", "far");
        for (int size : new int[] {0, 1, 100_000, 3 << 20}) {
            byte[] body = new byte[size];
            new Random(size).nextBytes(body);

            var put = here.send("PUT", "/written/of-" + size, body, "x-amz-meta-size", "" + size);

            assertThat(S3Client.outcome(put)).isEqualTo("200");
            var got = there.send("GET", "/written/below/of-" + size, new byte[0]);
            assertThat(got.body()).isEqualTo(body);
            assertThat(got.headers().firstValue("x-amz-meta-size")).contains("" + size);
            assertThat(put.headers().firstValue("ETag")).isEqualTo(got.headers().firstValue("ETag"));
            assertThat(here.send("GET", "/written/of-" + size, new byte[0]).body())
                    .isEqualTo(body);
        }
        assertThat(S3Client.outcome(here.send("DELETE", "/written/of-1", new byte[0])))
                .isEqualTo("204");
        assertThat(S3Client.outcome(there.send("HEAD", "/written/below/of-1", new byte[0])))
                .startsWith("404");
        assertThat(S3Client.outcome(here.send("GET", "/written/of-1", new byte[0])))
                .isEqualTo("404 NoSuchKey");
    }

    @Test
    void uploadInPartsIsOneObjectThere() throws Exception {
        front("parts", "below", "far");
        byte[] first = new byte[5 << 20];
        new Random(7).nextBytes(first);
        var begun = here.send("POST", "/parts/k?uploads=", new byte[0], "x-amz-meta-colour", "blue");
        String upload = "uploadId=" + text(begun).replaceAll("(?s).*<UploadId>(.*)</UploadId>.*", "$1");
        StringBuilder named = new StringBuilder("<CompleteMultipartUpload>");
        for (int number = 1; number <= 2; number++) {
            byte[] part = number == 1 ? first : bytes("end");
            var put = here.send("PUT", "/parts/k?partNumber=" + number + "&" + upload, part);
            String etag = put.headers().firstValue("ETag").orElseThrow();
            named.append("<Part><PartNumber>" + number + "</PartNumber><ETag>" + etag + "</ETag></Part>");
        }
        byte[] completion = bytes(named.append("</CompleteMultipartUpload>").toString());

        var completed = here.send("POST", "/parts/k?" + upload, completion);
        var again = here.send("POST", "/parts/k?" + upload, completion);

        assertThat(S3Client.outcome(completed)).isEqualTo("200");
        assertThat(text(again)).isEqualTo(text(completed));
        var got = there.send("GET", "/parts/below/k", new byte[0]);
        assertThat(got.body()).startsWith(first).endsWith(bytes("end")).hasSize(first.length + 3);
        assertThat(got.headers().firstValue("x-amz-meta-colour")).contains("blue");
        assertThat(text(completed))
                .contains(got.headers().firstValue("ETag").orElseThrow().replace("\"", ""));
        assertThat(here.send("GET", "/parts/k", new byte[0]).body()).isEqualTo(got.body());
    }

    @Test
    void objectsThatAreRemovedTogetherAreGoneThere() throws Exception {
        front("many", "below/", "far");
        for (String key : List.of("a", "b", "c")) {
            here.send("PUT", "/many/" + key, bytes(key));
            assertThat(here.send("GET", "/many/" + key, new byte[0]).body()).isEqualTo(bytes(key));
        }
        String wanted =
                "<Delete><Object><Key>a</Key></Object><Object><Key>none</Key></Object><Object><Key>b</Key></Object>"
                        + "<Object><Key>c</Key><ETag>\"other\"</ETag></Object></Delete>";

        var removed = here.send("POST", "/many?delete=", bytes(wanted));

        assertThat(text(removed))
                .contains(
                        "<Deleted><Key>a</Key></Deleted><Deleted><Key>none</Key></Deleted><Deleted><Key>b</Key></Deleted>")
                .contains("<Error><Key>c</Key><Code>PreconditionFailed</Code>");
        for (String key : List.of("a", "b")) {
            assertThat(S3Client.outcome(there.send("HEAD", "/many/below/" + key, new byte[0])))
                    .startsWith("404");
            assertThat(S3Client.outcome(here.send("GET", "/many/" + key, new byte[0])))
                    .isEqualTo("404 NoSuchKey");
        }
        assertThat(there.send("GET", "/many/below/c", new byte[0]).body()).isEqualTo(bytes("c"));
    }

    @Test
    void conditionsAndChecksumsHoldThere() throws Exception {
        front("checked", "", "far");
        here.send("PUT", "/checked/once", bytes("first"), "If-None-Match", "*");

        var again = here.send("PUT", "/checked/once", bytes("second"), "If-None-Match", "*");
        var damaged = here.send("PUT", "/checked/bad", bytes("body"), "x-amz-checksum-crc32", "AAAAAA==");

        assertThat(S3Client.outcome(again)).isEqualTo("412 PreconditionFailed");
        assertThat(S3Client.outcome(damaged)).isEqualTo("400 BadDigest");
        assertThat(there.send("GET", "/checked/once", new byte[0]).body()).isEqualTo(bytes("first"));
        assertThat(S3Client.outcome(there.send("HEAD", "/checked/bad", new byte[0])))
                .startsWith("404");
    }

    @Test
    void objectsHaveTheOneVersionThatTheyHaveThere() throws Exception {
        front("versioned", "", "far");
        there.send("PUT", "/versioned/a", bytes("a"));
        there.send("PUT", "/versioned/b/c", bytes("c"));

        var list = here.send("GET", "/versioned?versions&delimiter=%2F", new byte[0]);
        assertThat(S3Client.text(list))
                .contains("<Key>a</Key>", "<VersionId>null</VersionId><IsLatest>true</IsLatest>")
                .contains("<CommonPrefixes><Prefix>b/</Prefix></CommonPrefixes>");
        assertThat(here.send("GET", "/versioned/a?versionId=null", new byte[0]).body())
                .isEqualTo(bytes("a"));
        assertThat(S3Client.outcome(here.send("GET", "/versioned/a?versionId=" + "0".repeat(32), new byte[0])))
                .isEqualTo("404 NoSuchVersion");
        var enabled = here.send("PUT", "/versioned?versioning", bytes(SignedNode.ENABLED));
        assertThat(S3Client.outcome(enabled)).isEqualTo("400 InvalidRequest");
        assertThat(S3Client.outcome(here.send("DELETE", "/versioned/a?versionId=null", new byte[0])))
                .isEqualTo("204");
        assertThat(S3Client.outcome(there.send("HEAD", "/versioned/a", new byte[0])))
                .startsWith("404");
    }

    @Test
    void listsShowWhatIsThereWhetherItIsHereOrNotPageByPage() throws Exception {
        front("listed", "below/", "far");
        for (String key : new String[] {"a", "b/1", "b/2", "c", "d/3"}) {
            there.send("PUT", "/listed/below/" + key, bytes(key));
        }
        there.send("PUT", "/listed/elsewhere", bytes("x"));

        String all = S3Client.text(here.send("GET", "/listed?list-type=2", new byte[0]));
        assertThat(all)
                .contains("<Key>a</Key>", "<Key>b/1</Key>", "<Key>d/3</Key>")
                .doesNotContain("elsewhere");
        assertThat(folded("")).containsExactly("a", "b/", "c", "d/");
    }

    /** What a listing with a delimiter gives, two at a time. */
    private List<String> folded(String prefix) throws Exception {
        var seen = new ArrayList<String>();
        String token = "";
        do {
            String page = S3Client.text(here.send(
                    "GET",
                    "/listed?list-type=2&max-keys=2&delimiter=%2F&prefix=" + prefix
                            + (token.isEmpty() ? "" : "&continuation-token=" + token),
                    new byte[0]));
            Pattern.compile("<Key>(.*?)</Key>|<CommonPrefixes><Prefix>(.*?)</Prefix>")
                    .matcher(page)
                    .results()
                    .forEach(found -> seen.add(found.group(1) == null ? found.group(2) : found.group(1)));
            var next = Pattern.compile("<NextContinuationToken>(.*?)</").matcher(page);
            token = next.find() ? URLEncoder.encode(next.group(1), StandardCharsets.UTF_8) : "";
        } while (!token.isEmpty());
        return seen;
    }

    @Test
    void whoIsNotLetInThereIsToldWhy() throws Exception {
        front("closed", "", "wrong");
        front("absent", "", "nobody");

        assertThat(text(here.send("GET", "/closed/x", new byte[0]))).contains("SignatureDoesNotMatch");
        assertThat(text(here.send("PUT", "/closed/x", bytes("x")))).contains("SignatureDoesNotMatch");
        assertThat(text(here.send("GET", "/absent/x", new byte[0]))).contains("no credentials");
        assertThat(text(create("typo", "s3://bucket?regoin=x"))).contains("'regoin' is none of");
    }
}
