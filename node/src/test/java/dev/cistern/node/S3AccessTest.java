package dev.cistern.node;

import static dev.cistern.node.S3Client.element;
import static dev.cistern.node.S3Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Users of one node and what is closed to them: owners, policies, people without a key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3AccessTest {
    private static final String DENIED = "403 AccessDenied";

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();
    private S3Client ann = new S3Client(0, "-", "-");
    private S3Client bob = ann;
    private S3Client root = ann;

    @BeforeAll
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        node.createBucket("shared");
        ann = S3Client.ofNewUser(node, "ann", "");
        bob = S3Client.ofNewUser(node, "bob", "");
        root = S3Client.ofNewUser(node, "root", ",\"admin\":true");
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }

    private static String allow(String bucket, String principal, String actions, String resource, String more) {
        return "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": " + principal
                + ", \"Action\": " + actions + ", \"Resource\": \"arn:aws:s3:::" + bucket + resource + "\"" + more
                + "}]}";
    }

    private void policy(String bucket, String policy) throws Exception {
        assertThat(ann.tells("PUT", "/" + bucket + "?policy", policy)).isEqualTo("204");
    }

    private void bucketOfAnn(String name) throws Exception {
        assertThat(ann.tells("PUT", "/" + name, "")).isEqualTo("200");
        assertThat(ann.tells("PUT", "/" + name + "/k", "hello")).isEqualTo("200");
    }

    @Test
    void bucketOfAnotherIsClosed() throws Exception {
        bucketOfAnn("closed");
        String[] requests = {
            "GET /closed",
            "HEAD /closed",
            "DELETE /closed",
            "GET /closed?acl",
            "GET /closed?policy",
            "GET /closed?location",
            "GET /closed/k",
            "HEAD /closed/k",
            "PUT /closed/k",
            "DELETE /closed/k",
            "GET /closed/k?acl",
            "GET /closed/k?tagging",
            "GET /closed/none",
            "POST /closed/k?uploads",
            "GET /closed?uploads",
            "GET /closed?versions",
            "GET /closed?cors",
            "PUT /closed?cors",
            "DELETE /closed?policy",
            "PUT /closed?acl",
            "GET /closed/k?attributes",
            "GET /closed?publicAccessBlock",
            "PUT /closed?ownershipControls"
        };
        for (String request : requests) {
            String[] words = request.split(" ", -1);
            String expected = words[0].equals("HEAD") ? "403" : DENIED;
            assertThat(bob.tells(words[0], words[1], "")).as("bob " + request).isEqualTo(expected);
            assertThat(bob.tellsAnybody(words[0], words[1], ""))
                    .as("anybody " + request)
                    .isEqualTo(expected);
        }
        assertThat(ann.tells("GET", "/closed/k", "")).isEqualTo("200");
        assertThat(root.tells("GET", "/closed/k", "")).isEqualTo("200");
        assertThat(root.tells("GET", "/closed?location", "")).isEqualTo("200");
    }

    @Test
    void bucketThatIsNotThereIsNotThereForAnybody() throws Exception {
        assertThat(bob.tells("GET", "/nowhere", "")).isEqualTo("404 NoSuchBucket");
        assertThat(bob.tellsAnybody("GET", "/nowhere/k", "")).isEqualTo("404 NoSuchBucket");
        assertThat(bob.tellsAnybody("PUT", "/nowhere", "")).isEqualTo(DENIED);
        assertThat(bob.tellsAnybody("GET", "/", "")).isEqualTo(DENIED);
    }

    @Test
    void nameThatIsTakenIsToldByWhomItBelongsTo() throws Exception {
        assertThat(ann.tells("PUT", "/taken", "")).isEqualTo("200");
        assertThat(ann.tells("PUT", "/taken", "")).isEqualTo("409 BucketAlreadyOwnedByYou");
        assertThat(bob.tells("PUT", "/taken", "")).isEqualTo("409 BucketAlreadyExists");
        assertThat(bob.tells("PUT", "/shared", "")).isEqualTo("409 BucketAlreadyOwnedByYou");
    }

    @Test
    void everyoneListsTheirOwnBucketsAndThoseOfTheNode() throws Exception {
        assertThat(ann.tells("PUT", "/listed-of-ann", "")).isEqualTo("200");
        HttpResponse<byte[]> anns = ann.send("GET", "/", new byte[0]);
        HttpResponse<byte[]> bobs = bob.send("GET", "/", new byte[0]);

        assertThat(text(anns)).contains("<Name>listed-of-ann</Name>", "<Name>shared</Name>");
        assertThat(element(anns, "ID")).isEqualTo("ann-id");
        assertThat(element(anns, "DisplayName")).isEqualTo("ann");
        assertThat(text(bobs)).contains("<Name>shared</Name>").doesNotContain("listed-of-ann");
        assertThat(text(root.send("GET", "/", new byte[0]))).contains("<Name>listed-of-ann</Name>");
    }

    @Test
    void bucketOfTheNodeIsForAllUsersAndNobodyElse() throws Exception {
        assertThat(ann.tells("PUT", "/shared/of-ann", "hello")).isEqualTo("200");
        assertThat(bob.tells("GET", "/shared/of-ann", "")).isEqualTo("200");
        assertThat(bob.tells("GET", "/shared/none", "")).isEqualTo("404 NoSuchKey");
        assertThat(bob.tellsAnybody("GET", "/shared/of-ann", "")).isEqualTo(DENIED);
        assertThat(text(bob.send("GET", "/shared?prefix=of-ann", new byte[0]))).contains("<ID>cistern</ID>");
        assertThat(bob.tells("DELETE", "/shared/of-ann", "")).isEqualTo("204");
    }

    @Test
    void ownersAreToldInListings() throws Exception {
        bucketOfAnn("told");
        assertThat(text(ann.send("GET", "/told?list-type=2&fetch-owner=true", new byte[0])))
                .contains("<Owner><ID>ann-id</ID><DisplayName>ann</DisplayName></Owner>");
        assertThat(ann.tells("GET", "/told", "", "x-amz-expected-bucket-owner", "ann-id"))
                .isEqualTo("200");
        assertThat(ann.tells("GET", "/told", "", "x-amz-expected-bucket-owner", "bob-id"))
                .isEqualTo(DENIED);
    }

    @Test
    void ownerKeepsBucketsWhenKeysChange() throws Exception {
        S3Client carl = S3Client.ofNewUser(node, "carl", "");
        assertThat(carl.tells("PUT", "/carls", "")).isEqualTo("200");
        String keys = "{\"access_key\":\"AK-carl-2\",\"secret_key\":\"another-secret\"}";
        assertThat(node.send("PUT", "/v1/users/carl", RunningNode.bytes(keys)).statusCode())
                .isEqualTo(200);

        S3Client again = new S3Client(node.port(), "AK-carl-2", "another-secret");
        assertThat(again.tells("GET", "/carls", "")).isEqualTo("200");
        assertThat(carl.tells("GET", "/carls", "")).isEqualTo("403 InvalidAccessKeyId");
    }

    @Test
    void policyIsGivenBackAsItWasSentAndGoesAway() throws Exception {
        bucketOfAnn("policed");
        String policy = allow("policed", "\"*\"", "\"s3:GetObject\"", "/*", "");

        assertThat(ann.tells("GET", "/policed?policy", "")).isEqualTo("404 NoSuchBucketPolicy");
        assertThat(text(ann.send("GET", "/policed?policyStatus", new byte[0]))).contains("<IsPublic>false</IsPublic>");
        policy("policed", policy);
        HttpResponse<byte[]> got = ann.send("GET", "/policed?policy", new byte[0]);
        assertThat(text(got)).isEqualTo(policy);
        assertThat(got.headers().firstValue("content-type")).contains("application/json");
        assertThat(text(ann.send("GET", "/policed?policyStatus", new byte[0]))).contains("<IsPublic>true</IsPublic>");
        assertThat(bob.tellsAnybody("GET", "/policed/k", "")).isEqualTo("200");
        assertThat(ann.tells("DELETE", "/policed?policy", "")).isEqualTo("204");
        assertThat(bob.tellsAnybody("GET", "/policed/k", "")).isEqualTo(DENIED);
        assertThat(ann.tells("DELETE", "/policed?policy", "")).isEqualTo("204");
    }

    @Test
    void policyThatIsNoneIsRefusedAndTheOldOneStays() throws Exception {
        bucketOfAnn("strict");
        String policy = allow("strict", "\"*\"", "\"s3:GetObject\"", "/*", "");
        policy("strict", policy);

        assertThat(ann.tells("PUT", "/strict?policy", "{")).isEqualTo("400 MalformedPolicy");
        assertThat(ann.tells("PUT", "/strict?policy", policy.replace("strict", "other")))
                .isEqualTo("400 MalformedPolicy");
        assertThat(ann.tells("PUT", "/strict?policy", "{\"x\":\"" + "y".repeat(21_000) + "\"}"))
                .isEqualTo("400 MalformedPolicy");
        assertThat(text(ann.send("GET", "/strict?policy", new byte[0]))).isEqualTo(policy);
    }

    @Test
    void missingKeysAreHiddenFromWhoMayNotList() throws Exception {
        bucketOfAnn("hidden");
        policy("hidden", allow("hidden", "{\"AWS\": \"bob\"}", "\"s3:GetObject\"", "/*", ""));
        assertThat(bob.tells("GET", "/hidden/k", "")).isEqualTo("200");
        assertThat(bob.tells("GET", "/hidden/none", "")).isEqualTo(DENIED);
        assertThat(bob.tells("HEAD", "/hidden/none", "")).isEqualTo("403");
        policy("hidden", allow("hidden", "{\"AWS\": \"bob\"}", "[\"s3:GetObject\", \"s3:ListBucket\"]", "*", ""));
        assertThat(bob.tells("GET", "/hidden/none", "")).isEqualTo("404 NoSuchKey");
        assertThat(bob.tells("HEAD", "/hidden/none", "")).isEqualTo("404");
        assertThat(ann.tells("GET", "/hidden/none", "")).isEqualTo("404 NoSuchKey");
    }

    @Test
    void copyNeedsLeaveOnBothSides() throws Exception {
        bucketOfAnn("source");
        assertThat(bob.tells("PUT", "/target", "")).isEqualTo("200");

        assertThat(bob.tells("PUT", "/target/k", "", "x-amz-copy-source", "/source/k"))
                .isEqualTo(DENIED);
        policy("source", allow("source", "{\"AWS\": \"bob\"}", "\"s3:GetObject\"", "/k*", ""));
        assertThat(bob.tells("PUT", "/target/k", "", "x-amz-copy-source", "/source/k"))
                .isEqualTo("200");
        assertThat(bob.tells("PUT", "/target/k", "", "x-amz-copy-source", "/source/k-none"))
                .isEqualTo(DENIED);
        assertThat(bob.tells("PUT", "/source/k2", "", "x-amz-copy-source", "/source/k"))
                .isEqualTo(DENIED);
        assertThat(bob.tells("PUT", "/target/k", "", "x-amz-copy-source", "/nowhere/k"))
                .isEqualTo("404 NoSuchBucket");
    }

    @Test
    void manyDeletionsAreDecidedOneByOne() throws Exception {
        bucketOfAnn("thinned");
        ann.tells("PUT", "/thinned/own", "x");
        policy("thinned", allow("thinned", "{\"AWS\": \"bob\"}", "\"s3:DeleteObject\"", "/k", ""));
        String delete = "<Delete><Object><Key>k</Key></Object><Object><Key>own</Key></Object></Delete>";

        HttpResponse<byte[]> deleted = bob.send("POST", "/thinned?delete", RunningNode.bytes(delete));

        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(text(deleted))
                .contains("<Deleted><Key>k</Key></Deleted>", "<Key>own</Key><Code>AccessDenied</Code>");
        assertThat(ann.tells("GET", "/thinned/own", "")).isEqualTo("200");
        assertThat(ann.tells("GET", "/thinned/k", "")).isEqualTo("404 NoSuchKey");
        assertThat(ann.tells("DELETE", "/thinned?policy", "")).isEqualTo("204");
        assertThat(bob.tellsAnybody("POST", "/thinned?delete", delete)).isEqualTo(DENIED);
    }

    @Test
    void denialBindsTheOwnerWhoCanTakeItBack() throws Exception {
        bucketOfAnn("shut");
        policy("shut", allow("shut", "\"*\"", "\"s3:*\"", "*", "").replace("Allow", "Deny"));
        assertThat(ann.tells("GET", "/shut/k", "")).isEqualTo(DENIED);
        assertThat(ann.tells("GET", "/shut?policy", "")).isEqualTo("200");
        assertThat(root.tells("GET", "/shut/k", "")).isEqualTo("200");
        assertThat(ann.tells("DELETE", "/shut?policy", "")).isEqualTo("204");
        assertThat(ann.tells("GET", "/shut/k", "")).isEqualTo("200");
    }

    @Test
    void refusedBodyIsNeverAskedFor() throws Exception {
        bucketOfAnn("unasked");
        String answer = node.raw(
                "PUT /unasked/k HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000000\r\nExpect: 100-continue\r\n"
                        + "Connection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 403").contains("AccessDenied").doesNotContain("100 Continue");
    }
}
