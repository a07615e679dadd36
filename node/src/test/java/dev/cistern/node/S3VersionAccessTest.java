package dev.cistern.node;

import static dev.cistern.node.S3Client.outcome;
import static dev.cistern.node.S3Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Versions of objects, and whom each lets in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3VersionAccessTest {
    private static final String DENIED = "403 AccessDenied";

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();
    private S3Client ann = new S3Client(0, "-", "-");
    private S3Client bob = ann;

    @BeforeAll
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        ann = S3Client.ofNewUser(node, "ann", "");
        bob = S3Client.ofNewUser(node, "bob", "");
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }

    private void versionedBucket(String name, String... headers) throws Exception {
        String on = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
        assertThat(ann.tells("PUT", "/" + name, "", headers)).isEqualTo("200");
        assertThat(ann.tells("PUT", "/" + name + "?versioning", on)).isEqualTo("200");
    }

    private String put(S3Client client, String path, String body, String... headers) throws Exception {
        HttpResponse<byte[]> put = client.send("PUT", path, RunningNode.bytes(body), headers);
        assertThat(outcome(put)).as(path).isEqualTo("200");
        return put.headers().firstValue("x-amz-version-id").orElseThrow();
    }

    private String anybodyGets(String path) throws Exception {
        HttpResponse<byte[]> got = bob.unsigned("GET", bob.uri(path), new byte[0]);
        return got.statusCode() == 200 ? text(got) : outcome(got);
    }

    @Test
    void everyVersionHasItsOwnList() throws Exception {
        versionedBucket("lists-of-versions");
        String shut = put(ann, "/lists-of-versions/k", "shut");
        String open = put(ann, "/lists-of-versions/k", "open", "x-amz-acl", "public-read");
        String latest = put(ann, "/lists-of-versions/k", "latest");

        assertThat(anybodyGets("/lists-of-versions/k")).isEqualTo(DENIED);
        assertThat(anybodyGets("/lists-of-versions/k?versionId=" + open)).isEqualTo("open");
        assertThat(anybodyGets("/lists-of-versions/k?versionId=" + shut)).isEqualTo(DENIED);
        assertThat(ann.tells("PUT", "/lists-of-versions/k?acl&versionId=" + shut, "", "x-amz-acl", "public-read"))
                .isEqualTo("200");
        assertThat(anybodyGets("/lists-of-versions/k?versionId=" + shut)).isEqualTo("shut");
        assertThat(anybodyGets("/lists-of-versions/k?versionId=" + latest)).isEqualTo(DENIED);
        assertThat(text(ann.send("GET", "/lists-of-versions/k?acl&versionId=" + shut, new byte[0])))
                .contains("AllUsers");
        assertThat(text(ann.send("GET", "/lists-of-versions/k?acl", new byte[0])))
                .doesNotContain("AllUsers");
    }

    @Test
    void deleteMarkerIsHiddenFromWhoMayNotList() throws Exception {
        versionedBucket("marked");
        String policy = "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"bob\"}, \"Action\":"
                + " [\"s3:GetObject\", \"s3:GetObjectVersion\"], \"Resource\": \"arn:aws:s3:::marked/*\"}}";
        assertThat(ann.tells("PUT", "/marked?policy", policy)).isEqualTo("204");
        String unused = put(ann, "/marked/k", "hello");
        HttpResponse<byte[]> deleted = ann.send("DELETE", "/marked/k", new byte[0]);
        String marker = deleted.headers().firstValue("x-amz-version-id").orElseThrow();

        HttpResponse<byte[]> hidden = bob.send("GET", "/marked/k", new byte[0]);
        assertThat(outcome(hidden)).isEqualTo(DENIED);
        assertThat(hidden.headers().firstValue("x-amz-delete-marker")).isEmpty();
        assertThat(bob.tells("GET", "/marked/k?versionId=" + marker, "")).isEqualTo(DENIED);
        assertThat(bob.tells("GET", "/marked/k?versionId=" + unused, "")).isEqualTo("200");
        HttpResponse<byte[]> told = ann.send("GET", "/marked/k", new byte[0]);
        assertThat(outcome(told)).isEqualTo("404 NoSuchKey");
        assertThat(told.headers().firstValue("x-amz-delete-marker")).contains("true");
    }

    @Test
    void whoMayDeleteMayNotDeleteVersions() throws Exception {
        versionedBucket("kept-versions", "x-amz-acl", "public-read-write");
        String version = put(ann, "/kept-versions/k", "hello");
        String delete = "<Delete><Object><Key>k</Key><VersionId>" + version
                + "</VersionId></Object><Object><Key>k</Key>" + "</Object></Delete>";

        assertThat(bob.tells("DELETE", "/kept-versions/k?versionId=" + version, ""))
                .isEqualTo(DENIED);
        assertThat(text(bob.send("POST", "/kept-versions?delete", RunningNode.bytes(delete))))
                .contains("<Code>AccessDenied</Code>", "<DeleteMarker>true</DeleteMarker>");
        assertThat(ann.tells("GET", "/kept-versions/k?versionId=" + version, ""))
                .isEqualTo("200");
        assertThat(text(ann.send("GET", "/kept-versions?versions", new byte[0])))
                .contains("<Owner><ID>ann-id</ID>");
        assertThat(bob.tells("PUT", "/kept-versions?versioning", "<VersioningConfiguration/>"))
                .isEqualTo(DENIED);
    }

    @Test
    void copyOfAVersionNeedsLeaveForVersions() throws Exception {
        versionedBucket("copied-versions");
        String version = put(ann, "/copied-versions/k", "hello");
        assertThat(bob.tells("PUT", "/of-bob", "")).isEqualTo("200");
        String policy = "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"bob\"}, \"Action\":"
                + " \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::copied-versions/*\"}}";
        assertThat(ann.tells("PUT", "/copied-versions?policy", policy)).isEqualTo("204");
        String source = "/copied-versions/k?versionId=" + version;

        assertThat(bob.tells("PUT", "/of-bob/k", "", "x-amz-copy-source", "/copied-versions/k"))
                .isEqualTo("200");
        assertThat(bob.tells("PUT", "/of-bob/k", "", "x-amz-copy-source", source))
                .isEqualTo(DENIED);
    }

    @Test
    void bypassOfARetentionIsALeaveOfItsOwn() throws Exception {
        assertThat(ann.tells("PUT", "/retained", "", "x-amz-bucket-object-lock-enabled", "true"))
                .isEqualTo("200");
        String version = put(
                ann,
                "/retained/k",
                "hello",
                "x-amz-object-lock-mode",
                "GOVERNANCE",
                "x-amz-object-lock-retain-until-date",
                "2099-01-01T00:00:00Z");
        String policy = "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"bob\"}, \"Action\":"
                + " \"s3:DeleteObjectVersion\", \"Resource\": \"arn:aws:s3:::retained/*\"}}";
        assertThat(ann.tells("PUT", "/retained?policy", policy)).isEqualTo("204");
        String path = "/retained/k?versionId=" + version;

        assertThat(bob.tells("DELETE", path, "", "x-amz-bypass-governance-retention", "true"))
                .isEqualTo(DENIED);
        assertThat(bob.tells("DELETE", path, "")).as("it is locked").isEqualTo(DENIED);
        String more = policy.replace(
                "\"s3:DeleteObjectVersion\"", "[\"s3:DeleteObjectVersion\", \"s3:BypassGovernanceRetention\"]");
        assertThat(ann.tells("PUT", "/retained?policy", more)).isEqualTo("204");
        assertThat(bob.tells("DELETE", path, "", "x-amz-bypass-governance-retention", "true"))
                .isEqualTo("204");
    }
}
