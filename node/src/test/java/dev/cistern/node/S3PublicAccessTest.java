package dev.cistern.node;

import static dev.cistern.node.S3Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a bucket shuts off of public access. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3PublicAccessTest {
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

    private void bucketOfAnn(String name, String... headers) throws Exception {
        assertThat(ann.tells("PUT", "/" + name, "", headers)).isEqualTo("200");
        assertThat(ann.tells("PUT", "/" + name + "/k", "hello")).isEqualTo("200");
    }

    private static String blocks(String flags) {
        return "<PublicAccessBlockConfiguration>" + flags + "</PublicAccessBlockConfiguration>";
    }

    private static String on(String flag) {
        return "<" + flag + ">true</" + flag + ">";
    }

    private void block(String bucket, String... flags) throws Exception {
        StringBuilder all = new StringBuilder();
        for (String flag : flags) {
            all.append(on(flag));
        }
        assertThat(ann.tells("PUT", "/" + bucket + "?publicAccessBlock", blocks(all.toString())))
                .isEqualTo("200");
    }

    @Test
    void publicAccessIsShutOffFlagByFlag() throws Exception {
        bucketOfAnn("acl-blocked", "x-amz-acl", "public-read");
        String policy = "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"s3:GetObject\","
                + " \"Resource\": \"arn:aws:s3:::acl-blocked/*\"}}";
        assertThat(ann.tells("GET", "/acl-blocked?publicAccessBlock", ""))
                .isEqualTo("404 NoSuchPublicAccessBlockConfiguration");
        assertThat(ann.tells("PUT", "/acl-blocked?publicAccessBlock", blocks("<BlockPublicAcls>yes</BlockPublicAcls>")))
                .isEqualTo("400 MalformedXML");

        block("acl-blocked", "BlockPublicAcls");
        assertThat(text(ann.send("GET", "/acl-blocked?publicAccessBlock", new byte[0])))
                .contains(on("BlockPublicAcls"), "<IgnorePublicAcls>false</IgnorePublicAcls>");
        assertThat(ann.tells("PUT", "/acl-blocked?acl", "", "x-amz-acl", "public-read"))
                .isEqualTo(DENIED);
        assertThat(ann.tells("PUT", "/acl-blocked/x", "x", "x-amz-acl", "public-read"))
                .isEqualTo(DENIED);
        assertThat(ann.tells("PUT", "/acl-blocked/k?acl", "", "x-amz-acl", "authenticated-read"))
                .isEqualTo(DENIED);
        assertThat(bob.tellsAnybody("GET", "/acl-blocked", ""))
                .as("what is set stays")
                .isEqualTo("200");

        block("acl-blocked", "IgnorePublicAcls");
        assertThat(bob.tellsAnybody("GET", "/acl-blocked", "")).isEqualTo(DENIED);
        assertThat(ann.tells("PUT", "/acl-blocked/k?acl", "", "x-amz-acl", "public-read"))
                .isEqualTo("200");
        assertThat(bob.tellsAnybody("GET", "/acl-blocked/k", "")).isEqualTo(DENIED);

        block("acl-blocked", "BlockPublicPolicy");
        assertThat(ann.tells("PUT", "/acl-blocked?policy", policy)).isEqualTo(DENIED);
        assertThat(ann.tells("PUT", "/acl-blocked?policy", policy.replace("\"*\"", "{\"AWS\": \"bob\"}")))
                .isEqualTo("204");

        assertThat(ann.tells("DELETE", "/acl-blocked?publicAccessBlock", "")).isEqualTo("204");
        assertThat(ann.tells("PUT", "/acl-blocked?policy", policy)).isEqualTo("204");
        assertThat(bob.tellsAnybody("GET", "/acl-blocked/k", "")).isEqualTo("200");
        block("acl-blocked", "RestrictPublicBuckets");
        assertThat(bob.tellsAnybody("GET", "/acl-blocked/k", "")).isEqualTo(DENIED);
        assertThat(bob.tells("GET", "/acl-blocked/k", "")).isEqualTo(DENIED);
        assertThat(ann.tells("GET", "/acl-blocked/k", "")).isEqualTo("200");
    }
}
