package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Owners, policies and lists of buckets as they rule the native API: the same that rule S3. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NativeAccessTest {
    private static final String NOBODY = "";

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();
    private String ann = "";
    private String bob = "";

    @BeforeAll
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        ann = node.tokenOf("ann");
        bob = node.tokenOf("bob");
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }

    private HttpResponse<byte[]> send(String token, String method, String path, String body, String... headers)
            throws Exception {
        if (token.isEmpty()) {
            return node.sendAsNobody(method, path, bytes(body), headers);
        }
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Authorization";
        all[headers.length + 1] = "Bearer " + token;
        return node.sendAsNobody(method, path, bytes(body), all);
    }

    private int status(String token, String method, String path, String body, String... headers) throws Exception {
        return send(token, method, path, body, headers).statusCode();
    }

    private void bucketOfAnn(String name) throws Exception {
        assertThat(status(ann, "POST", "/v1/buckets/" + name, "{\"action\":\"create-bck\"}"))
                .isEqualTo(200);
        assertThat(status(ann, "PUT", "/v1/objects/" + name + "/k", "hello")).isEqualTo(200);
    }

    private void policy(String bucket, String statements) throws Exception {
        String policy = "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements.replace("BUCKET", bucket) + "]}";
        String body = new JsonObject().put("policy", policy).encode();
        HttpResponse<byte[]> set = send(ann, "PUT", "/v1/policies/" + bucket, body);
        assertThat(set.statusCode()).as(text(set)).isEqualTo(200);
    }

    private static String statement(String effect, String principal, String action, String resource, String more) {
        return "{\"Effect\":\"" + effect + "\",\"Principal\":" + principal + ",\"Action\":\"" + action
                + "\",\"Resource\":\"arn:aws:s3:::BUCKET" + resource + "\"" + more + "}";
    }

    private static final String BOB = "{\"AWS\":\"bob\"}";

    @Test
    void bucketOfAnotherIsClosedAndTheMissingPermissionIsNamed() throws Exception {
        bucketOfAnn("closed");
        String[][] rows = {
            {"HEAD", "/v1/buckets/closed", "", "s3:ListBucket"},
            {"GET", "/v1/buckets/closed", "", "s3:ListBucket"},
            {"DELETE", "/v1/buckets/closed", "{\"action\":\"destroy-bck\"}", "s3:DeleteBucket"},
            {"PUT", "/v1/objects/closed/n", "x", "s3:PutObject"},
            {"GET", "/v1/objects/closed/k", "", "s3:GetObject"},
            {"GET", "/v1/objects/closed/none", "", "s3:GetObject"},
            {"HEAD", "/v1/objects/closed/k", "", "s3:GetObject"},
            {"DELETE", "/v1/objects/closed/k", "", "s3:DeleteObject"},
            {"GET", "/v1/objects/closed/k?version_id=null", "", "s3:GetObjectVersion"},
            {"DELETE", "/v1/objects/closed/k?version_id=null", "", "s3:DeleteObjectVersion"},
            {"GET", "/v1/versions/closed", "", "s3:ListBucketVersions"},
            {"PUT", "/v1/versions/closed", "{\"action\":\"enable\"}", "s3:PutBucketVersioning"},
            {"GET", "/v1/buckets/closed/cors", "", "s3:GetBucketCORS"},
            {"PUT", "/v1/buckets/closed/cors", "{}", "s3:PutBucketCORS"},
            {"DELETE", "/v1/buckets/closed/cors", "", "s3:PutBucketCORS"},
            {"GET", "/v1/buckets/closed/lifecycle", "", "s3:GetLifecycleConfiguration"},
            {"PUT", "/v1/buckets/closed/lifecycle", "{}", "s3:PutLifecycleConfiguration"},
            {"DELETE", "/v1/buckets/closed/lifecycle", "", "s3:PutLifecycleConfiguration"},
            {"GET", "/v1/policies/closed", "", "s3:GetBucketPolicy"},
            {"PUT", "/v1/policies/closed", "{}", "s3:PutBucketPolicy"},
            {"DELETE", "/v1/policies/closed", "", "s3:DeleteBucketPolicy"}
        };
        for (String[] row : rows) {
            HttpResponse<byte[]> answer = send(bob, row[0], row[1], row[2]);
            String told =
                    text(answer) + answer.headers().firstValue("Hdr-Error").orElse("");
            assertThat(answer.statusCode()).as("bob " + row[0] + row[1] + told).isEqualTo(403);
            assertThat(told).contains("'bob' has no leave for " + row[3] + " on closed");
            assertThat(status(NOBODY, row[0], row[1], row[2]))
                    .as("nobody " + row[0] + row[1])
                    .isEqualTo(401);
        }
        assertThat(text(send(ann, "GET", "/v1/objects/closed/k", ""))).isEqualTo("hello");
        assertThat(status(node.operator(), "GET", "/v1/objects/closed/k", "")).isEqualTo(200);
        assertThat(text(send(bob, "GET", "/v1/buckets", ""))).doesNotContain("closed");
        assertThat(text(send(ann, "GET", "/v1/buckets", ""))).contains("closed");
    }

    @Test
    void onePolicyRulesBothFronts() throws Exception {
        bucketOfAnn("ruled");
        assertThat(status(ann, "PUT", "/v1/objects/ruled/secret/k", "hidden")).isEqualTo(200);
        policy(
                "ruled",
                statement("Allow", BOB, "s3:GetObject", "/*", "") + ","
                        + statement("Deny", "\"*\"", "s3:GetObject", "/secret/*", ""));
        S3Client bobsKeys = new S3Client(node.port(), "AK-bob", "secret-of-bob");

        assertThat(text(send(bob, "GET", "/v1/objects/ruled/k", ""))).isEqualTo("hello");
        assertThat(bobsKeys.tells("GET", "/ruled/k", "")).isEqualTo("200");
        assertThat(status(bob, "GET", "/v1/objects/ruled/secret/k", "")).isEqualTo(403);
        assertThat(bobsKeys.tells("GET", "/ruled/secret/k", "")).isEqualTo("403 AccessDenied");
        assertThat(status(ann, "GET", "/v1/objects/ruled/secret/k", "")).isEqualTo(403);
        assertThat(status(bob, "PUT", "/v1/objects/ruled/k", "x")).isEqualTo(403);
        // Which keys there are is told to those who may list.
        assertThat(status(bob, "GET", "/v1/objects/ruled/none", "")).isEqualTo(403);
        assertThat(status(ann, "GET", "/v1/objects/ruled/none", "")).isEqualTo(404);
        assertThat(status(NOBODY, "GET", "/v1/objects/ruled/k", "")).isEqualTo(401);
    }

    @Test
    void publicBucketIsReadByAnybody() throws Exception {
        bucketOfAnn("public-one");
        policy("public-one", statement("Allow", "\"*\"", "s3:GetObject", "/*", ""));

        assertThat(text(send(NOBODY, "GET", "/v1/objects/public-one/k", ""))).isEqualTo("hello");
        assertThat(status(NOBODY, "HEAD", "/v1/objects/public-one/k", "")).isEqualTo(200);
        assertThat(status(NOBODY, "PUT", "/v1/objects/public-one/k", "x")).isEqualTo(401);
        assertThat(status(NOBODY, "GET", "/v1/buckets/public-one", "")).isEqualTo(401);

        S3Client annsKeys = new S3Client(node.port(), "AK-ann", "secret-of-ann");
        assertThat(annsKeys.tells("DELETE", "/public-one?policy", "")).isEqualTo("204");
        assertThat(status(NOBODY, "GET", "/v1/objects/public-one/k", "")).isEqualTo(401);
        assertThat(annsKeys.tells("PUT", "/public-one/k?acl", "", "x-amz-acl", "public-read"))
                .isEqualTo("200");
        assertThat(text(send(NOBODY, "GET", "/v1/objects/public-one/k", ""))).isEqualTo("hello");
        assertThat(annsKeys.tells(
                        "PUT",
                        "/public-one?publicAccessBlock",
                        "<PublicAccessBlockConfiguration><IgnorePublicAcls>true</IgnorePublicAcls>"
                                + "</PublicAccessBlockConfiguration>"))
                .isEqualTo("200");
        assertThat(status(NOBODY, "GET", "/v1/objects/public-one/k", "")).isEqualTo(401);
    }

    @Test
    void connectionGoesOnAfterAnObjectWasAskedWhoMayReadIt() throws Exception {
        bucketOfAnn("goes-on");
        S3Client annsKeys = new S3Client(node.port(), "AK-ann", "secret-of-ann");
        assertThat(annsKeys.tells("PUT", "/goes-on/k?acl", "", "x-amz-acl", "public-read"))
                .isEqualTo("200");
        String get = "GET /v1/objects/goes-on/k HTTP/1.1\r\nHost: 127.0.0.1\r\n";

        String answers = node.raw(get + "\r\n" + get + "\r\n" + get + "Connection: close\r\n\r\n");

        assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(4);
    }

    @Test
    void conditionsSeeTheListingAndNotHeadersThatHaveNoEffectHere() throws Exception {
        bucketOfAnn("conditions");
        policy(
                "conditions",
                statement(
                                "Allow",
                                BOB,
                                "s3:ListBucket",
                                "",
                                ",\"Condition\":{\"StringEquals\":{\"s3:prefix\":\"open/\"}}")
                        + ","
                        + statement(
                                "Allow",
                                BOB,
                                "s3:PutObject",
                                "/*",
                                ",\"Condition\":{\"StringEquals\":{\"s3:x-amz-server-side-encryption\":\"AES256\"}}"));

        assertThat(status(bob, "GET", "/v1/buckets/conditions?prefix=open/", ""))
                .isEqualTo(200);
        assertThat(status(bob, "GET", "/v1/buckets/conditions?prefix=other/", ""))
                .isEqualTo(403);
        String inBody = "{\"action\":\"list\",\"value\":{\"prefix\":\"other/\"}}";
        assertThat(status(bob, "GET", "/v1/buckets/conditions", inBody)).isEqualTo(403);
        assertThat(status(bob, "PUT", "/v1/objects/conditions/x", "x", "x-amz-server-side-encryption", "AES256"))
                .isEqualTo(403);
    }

    @Test
    void whoWritesIntoABucketOfAnotherOwnsWhatIsWritten() throws Exception {
        bucketOfAnn("guests");
        policy("guests", statement("Allow", BOB, "s3:PutObject", "/*", ""));

        assertThat(status(bob, "PUT", "/v1/objects/guests/bobs", "x")).isEqualTo(200);

        S3Client bobsKeys = new S3Client(node.port(), "AK-bob", "secret-of-bob");
        assertThat(text(bobsKeys.send("GET", "/guests/bobs?acl", bytes("")))).contains("<ID>bob-id</ID>");
        assertThat(status(bob, "GET", "/v1/objects/guests/bobs", "")).isEqualTo(200);
        assertThat(status(bob, "GET", "/v1/objects/guests/k", "")).isEqualTo(403);
    }

    @Test
    void leaveToRemoveABucketOfAnotherIsNoneToRemoveItsObjects() throws Exception {
        bucketOfAnn("tenant");
        policy("tenant", statement("Allow", BOB, "s3:DeleteBucket", "", ""));
        String destroy = "{\"action\":\"destroy-bck\"}";
        String ifEmpty = "{\"action\":\"destroy-bck\",\"value\":{\"must_be_empty\":true}}";

        assertThat(status(bob, "DELETE", "/v1/buckets/tenant", destroy)).isEqualTo(403);
        assertThat(status(bob, "DELETE", "/v1/buckets/tenant", ifEmpty)).isEqualTo(409);
        assertThat(status(ann, "DELETE", "/v1/objects/tenant/k", "")).isEqualTo(204);
        assertThat(status(bob, "DELETE", "/v1/buckets/tenant", ifEmpty)).isEqualTo(200);
        bucketOfAnn("own-full");
        assertThat(status(ann, "DELETE", "/v1/buckets/own-full", destroy)).isEqualTo(200);
    }

    @Test
    void sharedBucketIsAllUsersAndNobodyElses() throws Exception {
        node.createBucket("shared-one");

        assertThat(status(bob, "PUT", "/v1/objects/shared-one/k", "x")).isEqualTo(200);
        assertThat(status(ann, "GET", "/v1/objects/shared-one/k", "")).isEqualTo(200);
        assertThat(status(NOBODY, "GET", "/v1/objects/shared-one/k", "")).isEqualTo(401);
        assertThat(text(send(bob, "GET", "/v1/buckets", ""))).contains("shared-one");
    }

    @Test
    void refusedBodyIsNotRead() throws Exception {
        bucketOfAnn("unread");

        String answer = node.raw("PUT /v1/objects/unread/k HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000000\r\n"
                + "Expect: 100-continue\r\nAuthorization: Bearer " + bob + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 403").doesNotContain("100 Continue");
        assertThat(text(send(ann, "GET", "/v1/objects/unread/k", ""))).isEqualTo("hello");
    }
}
