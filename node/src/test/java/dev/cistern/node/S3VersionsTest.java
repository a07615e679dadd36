package dev.cistern.node;

import static dev.cistern.node.S3Client.element;
import static dev.cistern.node.S3Client.outcome;
import static dev.cistern.node.S3Client.text;
import static dev.cistern.node.SignedNode.ENABLED;
import static dev.cistern.node.SignedNode.SUSPENDED;
import static dev.cistern.node.SignedNode.all;
import static dev.cistern.node.SignedNode.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Versions and delete markers over S3, in signed requests against a real node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3VersionsTest {
    /** Well formed, and that of no version. */
    private static final String UNKNOWN = "UIORUnfndfiufdisojhr398493jfdkjF";

    @TempDir
    private static Path folder = Path.of("");

    private SignedNode node = unstarted();

    @SuppressWarnings("NullAway") // started before each test
    private static SignedNode unstarted() {
        return null;
    }

    @BeforeAll
    void start() throws Exception {
        node = SignedNode.start(folder.resolve("data"));
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    @Test
    void versioningIsToldAsItWasSet() throws Exception {
        node.send("PUT", "/told", "");
        assertThat(text(node.send("GET", "/told?versioning", ""))).doesNotContain("Status");
        node.set("told", ENABLED);
        assertThat(element(node.send("GET", "/told?versioning", ""), "Status")).isEqualTo("Enabled");
        node.set("told", SUSPENDED);
        assertThat(element(node.send("GET", "/told?versioning", ""), "Status")).isEqualTo("Suspended");
        assertThat(outcome(node.send("GET", "/untold?versioning", ""))).isEqualTo("404 NoSuchBucket");
    }

    @Test
    void versioningThatIsNoneIsRefused() throws Exception {
        node.send("PUT", "/refused", "");
        String path = "/refused?versioning";

        assertThat(outcome(node.send("PUT", path, ENABLED.replace("Enabled", "enabled"))))
                .isEqualTo("400 MalformedXML");
        assertThat(outcome(node.send("PUT", path, "<VersioningConfiguration/>")))
                .isEqualTo("400 IllegalVersioningConfigurationException");
        assertThat(outcome(node.send("PUT", path, "what"))).isEqualTo("400 MalformedXML");
        HttpResponse<byte[]> mfa = node.send(
                "PUT",
                path,
                "<VersioningConfiguration><Status>Enabled</Status><MfaDelete>Enabled</MfaDelete>"
                        + "</VersioningConfiguration>");
        assertThat(outcome(mfa)).isEqualTo("501 NotImplemented");
        assertThat(element(mfa, "Message")).contains("MFA");
        assertThat(text(node.send("GET", path, ""))).doesNotContain("Status");
    }

    @Test
    void everyPutIsAVersionThatCanBeRead() throws Exception {
        node.bucket("puts", ENABLED);
        String first = node.put("/puts/k", "one");
        String second = node.put("/puts/k", "second");

        assertThat(first).hasSize(32).isNotEqualTo(second);
        HttpResponse<byte[]> latest = node.send("GET", "/puts/k", "");
        assertThat(text(latest)).isEqualTo("second");
        assertThat(header(latest, "x-amz-version-id")).isEqualTo(second);
        HttpResponse<byte[]> older = node.send("GET", "/puts/k?versionId=" + first, "");
        assertThat(text(older)).isEqualTo("one");
        assertThat(header(older, "x-amz-version-id")).isEqualTo(first);
        HttpResponse<byte[]> head = node.send("HEAD", "/puts/k?versionId=" + first, "");
        assertThat(header(head, "content-length")).isEqualTo("3");
        assertThat(header(head, "x-amz-version-id")).isEqualTo(first);
        assertThat(text(node.send("GET", "/puts/k?versionId=" + first, "", "Range", "bytes=1-")))
                .isEqualTo("ne");
    }

    @Test
    void idsThatNameNothingAreRefused() throws Exception {
        node.bucket("ids", ENABLED);
        String id = node.put("/ids/k", "one");
        for (String method : List.of("GET", "HEAD")) {
            assertThat(node.send(method, "/ids/k?versionId=" + UNKNOWN, "").statusCode())
                    .isEqualTo(404);
            assertThat(node.send(method, "/ids/k?versionId=nonsense", "").statusCode())
                    .isEqualTo(400);
        }
        assertThat(outcome(node.send("GET", "/ids/k?versionId=" + UNKNOWN, ""))).isEqualTo("404 NoSuchVersion");
        assertThat(outcome(node.send("GET", "/ids/other?versionId=" + id, ""))).isEqualTo("404 NoSuchVersion");
        assertThat(outcome(node.send("GET", "/ids/k?versionId=null", ""))).isEqualTo("404 NoSuchVersion");
        assertThat(outcome(node.send("GET", "/ids/k?versionId=nonsense", ""))).isEqualTo("400 InvalidArgument");
        assertThat(outcome(node.send("GET", "/ids/k?versionId=", ""))).isEqualTo("400 InvalidArgument");
        assertThat(outcome(node.send("DELETE", "/ids/k?versionId=nonsense", "")))
                .isEqualTo("400 InvalidArgument");
        assertThat(outcome(node.send("PUT", "/ids/k?versionId=" + id, "x"))).isEqualTo("400 InvalidArgument");
        assertThat(outcome(node.send("GET", "/ids/k?tagging&versionId=" + UNKNOWN, "")))
                .isEqualTo("404 NoSuchVersion");
        assertThat(outcome(node.send("GET", "/ids/k?acl&versionId=" + UNKNOWN, "")))
                .isEqualTo("404 NoSuchVersion");
        assertThat(outcome(node.send("GET", "/ids?versions&version-id-marker=" + id, "")))
                .isEqualTo("400 InvalidArgument");
        assertThat(outcome(node.send("GET", "/ids?versions&key-marker=k&version-id-marker=x", "")))
                .isEqualTo("400 InvalidArgument");
    }

    @Test
    void objectsOfABucketWithoutVersionsAreNullAndSaidToBeNothing() throws Exception {
        node.send("PUT", "/plain", "");
        assertThat(node.put("/plain/k", "one")).isEmpty();

        HttpResponse<byte[]> get = node.send("GET", "/plain/k?versionId=null", "");
        assertThat(text(get)).isEqualTo("one");
        assertThat(get.headers().firstValue("x-amz-version-id")).isEmpty();
        assertThat(outcome(node.send("GET", "/plain/k?versionId=" + UNKNOWN, "")))
                .isEqualTo("404 NoSuchVersion");
        HttpResponse<byte[]> list = node.send("GET", "/plain?versions", "");
        assertThat(all(list, "VersionId")).containsExactly("null");
        assertThat(all(list, "IsLatest")).containsExactly("true");
        HttpResponse<byte[]> deleted = node.send("DELETE", "/plain/k?versionId=null", "");
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(header(deleted, "x-amz-version-id")).isEqualTo("null");
        assertThat(outcome(node.send("GET", "/plain/k", ""))).isEqualTo("404 NoSuchKey");
    }

    @Test
    void deleteMarkerIsMetByWhoReadsAndRemovedByItsId() throws Exception {
        node.bucket("marked", ENABLED);
        String id = node.put("/marked/k", "one");
        HttpResponse<byte[]> deleted = node.send("DELETE", "/marked/k", "");
        String marker = header(deleted, "x-amz-version-id");

        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(header(deleted, "x-amz-delete-marker")).isEqualTo("true");
        HttpResponse<byte[]> gone = node.send("GET", "/marked/k", "");
        assertThat(outcome(gone)).isEqualTo("404 NoSuchKey");
        assertThat(header(gone, "x-amz-delete-marker")).isEqualTo("true");
        assertThat(header(gone, "x-amz-version-id")).isEqualTo(marker);
        assertThat(header(node.send("HEAD", "/marked/k", ""), "x-amz-delete-marker"))
                .isEqualTo("true");
        for (String resource : List.of("", "&tagging", "&acl")) {
            HttpResponse<byte[]> byId = node.send("GET", "/marked/k?versionId=" + marker + resource, "");
            assertThat(outcome(byId)).as(resource).isEqualTo("405 MethodNotAllowed");
            assertThat(header(byId, "x-amz-delete-marker")).isEqualTo("true");
            assertThat(header(byId, "last-modified")).isNotEmpty();
        }
        assertThat(text(node.send("GET", "/marked", ""))).doesNotContain("<Key>");
        assertThat(outcome(node.send("DELETE", "/marked", ""))).isEqualTo("409 BucketNotEmpty");

        HttpResponse<byte[]> removed = node.send("DELETE", "/marked/k?versionId=" + marker, "");
        assertThat(removed.statusCode()).isEqualTo(204);
        assertThat(header(removed, "x-amz-delete-marker")).isEqualTo("true");
        assertThat(header(removed, "x-amz-version-id")).isEqualTo(marker);
        assertThat(text(node.send("GET", "/marked/k", ""))).isEqualTo("one");
        HttpResponse<byte[]> version = node.send("DELETE", "/marked/k?versionId=" + id, "");
        assertThat(version.headers().firstValue("x-amz-delete-marker")).isEmpty();
        assertThat(node.send("DELETE", "/marked/k?versionId=" + id, "").statusCode())
                .isEqualTo(204);
        assertThat(outcome(node.send("GET", "/marked/k", ""))).isEqualTo("404 NoSuchKey");
        assertThat(outcome(node.send("DELETE", "/marked", ""))).isEqualTo("204");
    }

    @Test
    void whatIsNotThereGetsADeleteMarkerToo() throws Exception {
        node.bucket("absent", ENABLED);
        HttpResponse<byte[]> first = node.send("DELETE", "/absent/k", "");
        HttpResponse<byte[]> second = node.send("DELETE", "/absent/k", "");

        assertThat(header(first, "x-amz-delete-marker")).isEqualTo("true");
        assertThat(header(second, "x-amz-version-id")).isNotEqualTo(header(first, "x-amz-version-id"));
        HttpResponse<byte[]> list = node.send("GET", "/absent?versions", "");
        assertThat(text(list)).doesNotContain("<Version>");
        assertThat(all(list, "VersionId"))
                .containsExactly(header(second, "x-amz-version-id"), header(first, "x-amz-version-id"));
        assertThat(all(list, "IsLatest")).containsExactly("true", "false");
    }

    @Test
    void suspendedBucketReplacesItsNullVersionAlone() throws Exception {
        node.send("PUT", "/suspended", "");
        node.put("/suspended/k", "null one");
        node.set("suspended", ENABLED);
        String id = node.put("/suspended/k", "kept");
        node.set("suspended", SUSPENDED);

        assertThat(node.put("/suspended/k", "null two")).isEqualTo("null");
        assertThat(all(node.send("GET", "/suspended?versions", ""), "VersionId"))
                .containsExactly("null", id);
        HttpResponse<byte[]> get = node.send("GET", "/suspended/k", "");
        assertThat(text(get)).isEqualTo("null two");
        assertThat(header(get, "x-amz-version-id")).isEqualTo("null");

        HttpResponse<byte[]> deleted = node.send("DELETE", "/suspended/k", "");
        assertThat(header(deleted, "x-amz-version-id")).isEqualTo("null");
        assertThat(header(deleted, "x-amz-delete-marker")).isEqualTo("true");
        assertThat(all(node.send("GET", "/suspended?versions", ""), "VersionId"))
                .containsExactly("null", id);
        assertThat(outcome(node.send("GET", "/suspended/k?versionId=null", ""))).isEqualTo("405 MethodNotAllowed");
        assertThat(text(node.send("GET", "/suspended/k?versionId=" + id, ""))).isEqualTo("kept");
        assertThat(header(node.send("DELETE", "/suspended/k?versionId=null", ""), "x-amz-delete-marker"))
                .isEqualTo("true");
        assertThat(text(node.send("GET", "/suspended/k", ""))).isEqualTo("kept");
    }
}
