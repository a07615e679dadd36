package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What conditions of policies see of real requests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3ConditionsTest {
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

    /** Makes a bucket with an object {@code k} in which bob may do all that a condition holds for. */
    private void bobMay(String bucket, String condition) throws Exception {
        String policy = "{'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Principal': {'AWS':"
                + " 'arn:aws:iam:::user/bob'}, 'Action': 's3:*', 'Resource': ['arn:aws:s3:::" + bucket
                + "', 'arn:aws:s3:::" + bucket + "/*'], 'Condition': " + condition + "}}";
        assertThat(ann.tells("PUT", "/" + bucket, "")).isEqualTo("200");
        assertThat(ann.tells("PUT", "/" + bucket + "/k", "hello")).isEqualTo("200");
        assertThat(ann.tells("PUT", "/" + bucket + "?policy", policy.replace('\'', '"')))
                .isEqualTo("204");
    }

    @Test
    void prefixDelimiterAndMaxKeysOfAListing() throws Exception {
        bobMay(
                "narrow",
                "{'StringLike': {'s3:prefix': 'in/*'}, 'NumericLessThanEquals': {'s3:max-keys': '10'},"
                        + " 'StringEqualsIfExists': {'s3:delimiter': '/'}}");

        assertThat(bob.tells("GET", "/narrow?prefix=in/x&max-keys=10", "")).isEqualTo("200");
        assertThat(bob.tells("GET", "/narrow?list-type=2&prefix=in/x&max-keys=1&delimiter=/", ""))
                .isEqualTo("200");
        assertThat(bob.tells("GET", "/narrow?prefix=in/x&max-keys=11", "")).isEqualTo(DENIED);
        assertThat(bob.tells("GET", "/narrow?prefix=out&max-keys=1", "")).isEqualTo(DENIED);
        assertThat(bob.tells("GET", "/narrow?prefix=in/x&max-keys=1&delimiter=-", ""))
                .isEqualTo(DENIED);
        assertThat(bob.tells("GET", "/narrow?prefix=in/x", "")).isEqualTo(DENIED);
    }

    @Test
    void addressRefererAgentAndTransport() throws Exception {
        bobMay("here", "{'IpAddress': {'aws:SourceIp': '127.0.0.0/8'}}");
        bobMay("away", "{'IpAddress': {'aws:SourceIp': '10.0.0.0/8'}}");
        bobMay("referred", "{'StringLike': {'aws:Referer': 'http://one/*'}}");
        bobMay("agent", "{'StringEquals': {'aws:UserAgent': 'one'}}");
        bobMay("secure", "{'Bool': {'aws:SecureTransport': 'true'}}");
        bobMay(
                "plain",
                "{'Bool': {'aws:SecureTransport': 'false'}, 'DateGreaterThan': {'aws:CurrentTime':"
                        + " '2020-01-01T00:00:00Z'}, 'StringEquals': {'aws:username': 'bob', 'aws:userid': 'bob-id'}}");

        assertThat(bob.tells("GET", "/here/k", "")).isEqualTo("200");
        assertThat(bob.tells("GET", "/away/k", "")).isEqualTo(DENIED);
        assertThat(bob.tells("GET", "/referred/k", "", "Referer", "http://one/page"))
                .isEqualTo("200");
        assertThat(bob.tells("GET", "/referred/k", "")).isEqualTo(DENIED);
        assertThat(bob.tells("GET", "/agent/k", "", "User-Agent", "one")).isEqualTo("200");
        assertThat(bob.tells("GET", "/agent/k", "", "User-Agent", "two")).isEqualTo(DENIED);
        assertThat(bob.tells("GET", "/secure/k", "")).isEqualTo(DENIED);
        assertThat(bob.tells("GET", "/plain/k", "")).isEqualTo("200");
    }

    @Test
    void tagsOfTheObjectAndOfTheRequest() throws Exception {
        bobMay("labelled", "{'StringEquals': {'s3:ExistingObjectTag/open': 'yes'}}");
        bobMay("labelling", "{'StringEquals': {'s3:RequestObjectTag/open': 'yes'}}");
        ann.tells("PUT", "/labelled/open", "hello", "x-amz-tagging", "open=yes");
        String open = "<Tagging><TagSet><Tag><Key>open</Key><Value>yes</Value></Tag></TagSet></Tagging>";

        assertThat(bob.tells("GET", "/labelled/open", "")).isEqualTo("200");
        assertThat(bob.tells("HEAD", "/labelled/open", "")).isEqualTo("200");
        assertThat(bob.tells("GET", "/labelled/open?tagging", "")).isEqualTo("200");
        assertThat(bob.tells("GET", "/labelled/k", "")).isEqualTo(DENIED);
        assertThat(bob.tells("PUT", "/labelled/open?tagging", open)).isEqualTo("200");
        assertThat(bob.tells("PUT", "/labelled/k?tagging", open)).isEqualTo(DENIED);
        assertThat(bob.tells("GET", "/labelled/none", "")).isEqualTo(DENIED);
        assertThat(bob.tells("PUT", "/labelling/new", "x", "x-amz-tagging", "open=yes"))
                .isEqualTo("200");
        assertThat(bob.tells("PUT", "/labelling/new", "x", "x-amz-tagging", "open=no"))
                .isEqualTo(DENIED);
        assertThat(bob.tells("PUT", "/labelling/new", "x")).isEqualTo(DENIED);
        assertThat(bob.tells("PUT", "/labelling/k?tagging", open)).isEqualTo("200");
        assertThat(bob.tells("PUT", "/labelling/k?tagging", open.replace("yes", "no")))
                .isEqualTo(DENIED);
    }

    @Test
    void headersOfWrites() throws Exception {
        bobMay("given", "{'StringEquals': {'s3:x-amz-acl': 'bucket-owner-full-control'}}");
        bobMay("copied", "{'StringLike': {'s3:x-amz-copy-source': 'copied/*'}}");
        bobMay("kept", "{'StringEqualsIfExists': {'s3:x-amz-storage-class': 'STANDARD_IA'}}");

        assertThat(bob.tells("PUT", "/given/x", "x")).isEqualTo(DENIED);
        assertThat(bob.tells("PUT", "/given/x", "x", "x-amz-acl", "private")).isEqualTo(DENIED);
        assertThat(bob.tells("PUT", "/given/x", "x", "x-amz-acl", "bucket-owner-full-control"))
                .isEqualTo("200");
        assertThat(bob.tells("PUT", "/copied/x", "x")).isEqualTo(DENIED);
        assertThat(bob.tells("PUT", "/copied/x", "", "x-amz-copy-source", "/copied/k"))
                .isEqualTo("200");
        assertThat(bob.tells("PUT", "/copied/x", "", "x-amz-copy-source", "given/k"))
                .isEqualTo(DENIED);
        assertThat(bob.tells("PUT", "/kept/x", "x", "x-amz-storage-class", "GLACIER_IR"))
                .isEqualTo(DENIED);
        assertThat(bob.tells("PUT", "/kept/x", "x", "x-amz-storage-class", "STANDARD_IA"))
                .isEqualTo("200");
    }

    @Test
    void signaturesInHeaderAndQueryAreToldApart() throws Exception {
        bobMay(
                "by-header",
                "{'StringEquals': {'s3:authType': 'REST-HEADER', 's3:signatureversion': 'AWS4-HMAC-SHA256'}}");
        bobMay("by-query", "{'StringEquals': {'s3:authType': 'REST-QUERY-STRING'}}");
        URI header = bob.presigned("GET", "/by-header/k", Duration.ofMinutes(1));
        URI query = bob.presigned("GET", "/by-query/k", Duration.ofMinutes(1));

        assertThat(bob.tells("GET", "/by-header/k", "")).isEqualTo("200");
        assertThat(S3Client.outcome(bob.unsigned("GET", header, new byte[0]))).isEqualTo(DENIED);
        assertThat(bob.tells("GET", "/by-query/k", "")).isEqualTo(DENIED);
        assertThat(S3Client.outcome(bob.unsigned("GET", query, new byte[0]))).isEqualTo("200");
    }

    @Test
    void versionThatIsNamedIsAnotherLeave() throws Exception {
        assertThat(ann.tells("PUT", "/versioned", "")).isEqualTo("200");
        assertThat(ann.tells("PUT", "/versioned/k", "hello")).isEqualTo("200");
        String policy = "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": {\"CanonicalUser\": \"bob-id\"},"
                + " \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::versioned/*\"}}";
        assertThat(ann.tells("PUT", "/versioned?policy", policy)).isEqualTo("204");

        assertThat(bob.tells("GET", "/versioned/k", "")).isEqualTo("200");
        assertThat(bob.tells("GET", "/versioned/k?versionId=null", "")).isEqualTo(DENIED);
        assertThat(ann.tells("PUT", "/versioned?policy", policy.replace("GetObject", "GetObjectVersion")))
                .isEqualTo("204");
        assertThat(bob.tells("GET", "/versioned/k", "")).isEqualTo(DENIED);
        assertThat(bob.tells("GET", "/versioned/k?versionId=null", "")).isEqualTo("200");
    }
}
