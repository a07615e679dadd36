package dev.cistern.node;

import static dev.cistern.node.S3Client.element;
import static dev.cistern.node.S3Client.outcome;
import static dev.cistern.node.S3Client.text;
import static dev.cistern.node.SignedNode.ENABLED;
import static dev.cistern.node.SignedNode.all;
import static dev.cistern.node.SignedNode.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is done with versions over S3: removed together, copied, put together from parts, tagged, listed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3VersionedOperationsTest {
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
    void manyVersionsAreRemovedAtOnce() throws Exception {
        node.bucket("many", ENABLED);
        String first = node.put("/many/a", "1");
        String second = node.put("/many/a", "2");
        HttpResponse<byte[]> deleted = node.send(
                "POST",
                "/many?delete",
                "<Delete><Object><Key>a</Key><VersionId>" + first + "</VersionId></Object>"
                        + "<Object><Key>b</Key></Object>"
                        + "<Object><Key>a</Key><VersionId>" + UNKNOWN + "</VersionId></Object>"
                        + "<Object><Key>a</Key><VersionId>nonsense</VersionId></Object></Delete>");

        assertThat(deleted.statusCode()).isEqualTo(200);
        String answer = text(deleted);
        String marker = element(deleted, "DeleteMarkerVersionId");
        assertThat(answer)
                .contains("<Deleted><Key>a</Key><VersionId>" + first + "</VersionId></Deleted>")
                .contains("<Deleted><Key>b</Key><DeleteMarker>true</DeleteMarker><DeleteMarkerVersionId>" + marker)
                .contains("<Deleted><Key>a</Key><VersionId>" + UNKNOWN + "</VersionId></Deleted>")
                .contains("<Error><Key>a</Key><VersionId>nonsense</VersionId><Code>NoSuchVersion</Code>");
        assertThat(all(node.send("GET", "/many?versions", ""), "VersionId")).containsExactly(second, marker);

        HttpResponse<byte[]> removed = node.send(
                "POST",
                "/many?delete",
                "<Delete><Object><Key>b</Key><VersionId>" + marker + "</VersionId></Object></Delete>");
        assertThat(text(removed))
                .contains("<VersionId>" + marker + "</VersionId><DeleteMarker>true</DeleteMarker>"
                        + "<DeleteMarkerVersionId>" + marker + "</DeleteMarkerVersionId>");
    }

    @Test
    void olderVersionIsCopied() throws Exception {
        node.bucket("copies", ENABLED);
        String first = node.put("/copies/k", "one");
        node.put("/copies/k", "two");
        HttpResponse<byte[]> restored =
                node.send("PUT", "/copies/k", "", "x-amz-copy-source", "/copies/k?versionId=" + first);

        assertThat(outcome(restored)).isEqualTo("200");
        assertThat(header(restored, "x-amz-copy-source-version-id")).isEqualTo(first);
        assertThat(header(restored, "x-amz-version-id")).hasSize(32).isNotEqualTo(first);
        assertThat(text(node.send("GET", "/copies/k", ""))).isEqualTo("one");
        String marker = header(node.send("DELETE", "/copies/k", ""), "x-amz-version-id");
        assertThat(outcome(copy("/copies/k"))).isEqualTo("404 NoSuchKey");
        assertThat(outcome(copy("/copies/k?versionId=" + marker))).isEqualTo("400 InvalidRequest");
        assertThat(outcome(copy("/copies/k?versionId=" + UNKNOWN))).isEqualTo("404 NoSuchVersion");
        assertThat(outcome(copy("/copies/k?versionId=x"))).isEqualTo("400 InvalidArgument");
        assertThat(outcome(copy("/copies/k?versionId=" + first))).isEqualTo("200");
        assertThat(text(node.send("GET", "/copies/to", ""))).isEqualTo("one");
    }

    private HttpResponse<byte[]> copy(String source) throws Exception {
        return node.send("PUT", "/copies/to", "", "x-amz-copy-source", source);
    }

    @Test
    void multipartUploadMakesAVersionAndCopiesPartsOfOne() throws Exception {
        node.bucket("parts", ENABLED);
        String first = node.put("/parts/k", "a part");
        node.put("/parts/k", "other");
        String upload = element(node.send("POST", "/parts/k?uploads", ""), "UploadId");
        HttpResponse<byte[]> part = node.send(
                "PUT",
                "/parts/k?partNumber=1&uploadId=" + upload,
                "",
                "x-amz-copy-source",
                "/parts/k?versionId=" + first);
        assertThat(header(part, "x-amz-copy-source-version-id")).isEqualTo(first);
        HttpResponse<byte[]> complete = node.send(
                "POST",
                "/parts/k?uploadId=" + upload,
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + element(part, "ETag")
                        + "</ETag></Part></CompleteMultipartUpload>");

        assertThat(outcome(complete)).isEqualTo("200");
        String id = header(complete, "x-amz-version-id");
        node.put("/parts/k", "later");
        assertThat(text(node.send("GET", "/parts/k?versionId=" + id, ""))).isEqualTo("a part");
        assertThat(text(node.send("GET", "/parts/k?partNumber=1&versionId=" + id, "")))
                .isEqualTo("a part");
        HttpResponse<byte[]> attributes = node.send(
                "GET", "/parts/k?attributes&versionId=" + id, "", "x-amz-object-attributes", "ObjectSize,ObjectParts");
        assertThat(element(attributes, "ObjectSize")).isEqualTo("6");
        assertThat(element(attributes, "PartsCount")).isEqualTo("1");
        assertThat(header(attributes, "x-amz-version-id")).isEqualTo(id);
        assertThat(node.send("DELETE", "/parts/k?versionId=" + id, "").statusCode())
                .isEqualTo(204);
        assertThat(outcome(node.send("GET", "/parts/k?versionId=" + id, ""))).isEqualTo("404 NoSuchVersion");
    }

    @Test
    void tagsAreThoseOfAVersion() throws Exception {
        node.bucket("tags", ENABLED);
        String first = node.put("/tags/k", "1", "x-amz-tagging", "a=1");
        String second = node.put("/tags/k", "2");
        String tags = "<Tagging><TagSet><Tag><Key>b</Key><Value>2</Value></Tag></TagSet></Tagging>";

        HttpResponse<byte[]> set = node.send("PUT", "/tags/k?tagging&versionId=" + first, tags);
        assertThat(outcome(set)).isEqualTo("200");
        assertThat(header(set, "x-amz-version-id")).isEqualTo(first);
        assertThat(text(node.send("GET", "/tags/k?tagging&versionId=" + first, "")))
                .contains("<Key>b</Key>");
        assertThat(text(node.send("GET", "/tags/k?tagging&versionId=" + second, "")))
                .doesNotContain("<Key>");
        assertThat(header(node.send("HEAD", "/tags/k?versionId=" + first, ""), "x-amz-tagging-count"))
                .isEqualTo("1");
        assertThat(outcome(node.send("DELETE", "/tags/k?tagging&versionId=" + first, "")))
                .isEqualTo("204");
        assertThat(text(node.send("GET", "/tags/k?tagging&versionId=" + first, "")))
                .doesNotContain("<Key>");
        assertThat(all(node.send("GET", "/tags?versions", ""), "VersionId")).containsExactly(second, first);
    }

    @Test
    void versionsAreListedPageByPage() throws Exception {
        node.bucket("listed", ENABLED);
        List<String> ids = new ArrayList<>();
        for (String key : List.of("a", "a/x", "a/y", "b")) {
            String older = node.put("/listed/" + key, "1");
            String newer = node.put("/listed/" + key, "2");
            ids.addAll(List.of(newer, older));
        }
        String marker = header(node.send("DELETE", "/listed/b", ""), "x-amz-version-id");
        ids.add(6, marker);

        List<String> paged = new ArrayList<>();
        String query = "";
        boolean more;
        do {
            HttpResponse<byte[]> page = node.send("GET", "/listed?versions&max-keys=2" + query, "");
            paged.addAll(all(page, "VersionId"));
            more = element(page, "IsTruncated").equals("true");
            query = "&key-marker=" + element(page, "NextKeyMarker").replace("/", "%2F") + "&version-id-marker="
                    + element(page, "NextVersionIdMarker");
            assertThat(element(page, "MaxKeys")).isEqualTo("2");
        } while (more);
        assertThat(paged).isEqualTo(ids);

        HttpResponse<byte[]> folded = node.send("GET", "/listed?versions&delimiter=%2F", "");
        assertThat(all(folded, "Key")).containsExactly("a", "a", "b", "b", "b");
        assertThat(element(folded, "CommonPrefixes").isEmpty()).isTrue();
        assertThat(text(folded)).contains("<CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes>");
        assertThat(all(folded, "IsLatest")).containsExactly("true", "false", "true", "false", "false");
        assertThat(text(folded)).contains("<DeleteMarker><Key>b</Key>");
        HttpResponse<byte[]> below = node.send("GET", "/listed?versions&prefix=a%2F&encoding-type=url", "");
        assertThat(all(below, "Key")).containsExactly("a/x", "a/x", "a/y", "a/y");
        assertThat(element(below, "IsTruncated")).isEqualTo("false");
        assertThat(all(node.send("GET", "/listed?versions&max-keys=0", ""), "IsTruncated"))
                .containsExactly("false");
        assertThat(all(node.send("GET", "/listed?versions&key-marker=a", ""), "Key"))
                .startsWith("a/x");
    }
}
