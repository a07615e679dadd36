package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.S3Client.element;
import static dev.cistern.node.S3Client.outcome;
import static dev.cistern.node.S3Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Versions and delete markers over S3, in signed requests against a real node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3VersionsTest {
    private static final String ACCESS_KEY = "AKVERSIONS";
    private static final String SECRET_KEY = "secret/of+the-test";
    private static final String ENABLED = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    private static final String SUSPENDED =
            "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>";
    /** Well formed, and that of no version. */
    private static final String UNKNOWN = "UIORUnfndfiufdisojhr398493jfdkjF";

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();
    private S3Client client = new S3Client(0, ACCESS_KEY, SECRET_KEY);

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }

    @BeforeAll
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        String user = "{\"name\":\"test\",\"access_key\":\"" + ACCESS_KEY + "\",\"secret_key\":\"" + SECRET_KEY + "\"}";
        assertThat(node.send("POST", "/v1/users", bytes(user)).statusCode()).isEqualTo(200);
        client = new S3Client(node.port(), ACCESS_KEY, SECRET_KEY);
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    @CanIgnoreReturnValue
    private HttpResponse<byte[]> send(String method, String path, String body, String... headers) throws Exception {
        return client.send(method, path, bytes(body), headers);
    }

    private void bucket(String name, String versioning) throws Exception {
        assertThat(outcome(send("PUT", "/" + name, ""))).isEqualTo("200");
        set(name, versioning);
    }

    private void set(String bucket, String versioning) throws Exception {
        assertThat(outcome(send("PUT", "/" + bucket + "?versioning", versioning)))
                .isEqualTo("200");
    }

    @CanIgnoreReturnValue
    private String put(String path, String body, String... headers) throws Exception {
        HttpResponse<byte[]> put = send("PUT", path, body, headers);
        assertThat(outcome(put)).as(path).isEqualTo("200");
        return header(put, "x-amz-version-id");
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** The texts of all elements of a name. */
    private static List<String> all(HttpResponse<byte[]> response, String name) {
        List<String> texts = new ArrayList<>();
        Matcher matcher =
                Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(text(response));
        while (matcher.find()) {
            texts.add(matcher.group(1));
        }
        return texts;
    }

    @Test
    void versioningIsToldAsItWasSet() throws Exception {
        send("PUT", "/told", "");
        assertThat(text(send("GET", "/told?versioning", ""))).doesNotContain("Status");
        set("told", ENABLED);
        assertThat(element(send("GET", "/told?versioning", ""), "Status")).isEqualTo("Enabled");
        set("told", SUSPENDED);
        assertThat(element(send("GET", "/told?versioning", ""), "Status")).isEqualTo("Suspended");
        assertThat(outcome(send("GET", "/untold?versioning", ""))).isEqualTo("404 NoSuchBucket");
    }

    @Test
    void versioningThatIsNoneIsRefused() throws Exception {
        send("PUT", "/refused", "");
        String path = "/refused?versioning";

        assertThat(outcome(send("PUT", path, ENABLED.replace("Enabled", "enabled"))))
                .isEqualTo("400 MalformedXML");
        assertThat(outcome(send("PUT", path, "<VersioningConfiguration/>")))
                .isEqualTo("400 IllegalVersioningConfigurationException");
        assertThat(outcome(send("PUT", path, "what"))).isEqualTo("400 MalformedXML");
        HttpResponse<byte[]> mfa = send(
                "PUT",
                path,
                "<VersioningConfiguration><Status>Enabled</Status><MfaDelete>Enabled</MfaDelete>"
                        + "</VersioningConfiguration>");
        assertThat(outcome(mfa)).isEqualTo("501 NotImplemented");
        assertThat(element(mfa, "Message")).contains("MFA");
        assertThat(text(send("GET", path, ""))).doesNotContain("Status");
    }

    @Test
    void everyPutIsAVersionThatCanBeRead() throws Exception {
        bucket("puts", ENABLED);
        String first = put("/puts/k", "one");
        String second = put("/puts/k", "second");

        assertThat(first).hasSize(32).isNotEqualTo(second);
        HttpResponse<byte[]> latest = send("GET", "/puts/k", "");
        assertThat(text(latest)).isEqualTo("second");
        assertThat(header(latest, "x-amz-version-id")).isEqualTo(second);
        HttpResponse<byte[]> older = send("GET", "/puts/k?versionId=" + first, "");
        assertThat(text(older)).isEqualTo("one");
        assertThat(header(older, "x-amz-version-id")).isEqualTo(first);
        HttpResponse<byte[]> head = send("HEAD", "/puts/k?versionId=" + first, "");
        assertThat(header(head, "content-length")).isEqualTo("3");
        assertThat(header(head, "x-amz-version-id")).isEqualTo(first);
        assertThat(text(send("GET", "/puts/k?versionId=" + first, "", "Range", "bytes=1-")))
                .isEqualTo("ne");
    }

    @Test
    void idsThatNameNothingAreRefused() throws Exception {
        bucket("ids", ENABLED);
        String id = put("/ids/k", "one");
        for (String method : List.of("GET", "HEAD")) {
            assertThat(send(method, "/ids/k?versionId=" + UNKNOWN, "").statusCode())
                    .isEqualTo(404);
            assertThat(send(method, "/ids/k?versionId=nonsense", "").statusCode())
                    .isEqualTo(400);
        }
        assertThat(outcome(send("GET", "/ids/k?versionId=" + UNKNOWN, ""))).isEqualTo("404 NoSuchVersion");
        assertThat(outcome(send("GET", "/ids/other?versionId=" + id, ""))).isEqualTo("404 NoSuchVersion");
        assertThat(outcome(send("GET", "/ids/k?versionId=null", ""))).isEqualTo("404 NoSuchVersion");
        assertThat(outcome(send("GET", "/ids/k?versionId=nonsense", ""))).isEqualTo("400 InvalidArgument");
        assertThat(outcome(send("GET", "/ids/k?versionId=", ""))).isEqualTo("400 InvalidArgument");
        assertThat(outcome(send("DELETE", "/ids/k?versionId=nonsense", ""))).isEqualTo("400 InvalidArgument");
        assertThat(outcome(send("PUT", "/ids/k?versionId=" + id, "x"))).isEqualTo("400 InvalidArgument");
        assertThat(outcome(send("GET", "/ids/k?tagging&versionId=" + UNKNOWN, "")))
                .isEqualTo("404 NoSuchVersion");
        assertThat(outcome(send("GET", "/ids/k?acl&versionId=" + UNKNOWN, ""))).isEqualTo("404 NoSuchVersion");
        assertThat(outcome(send("GET", "/ids?versions&version-id-marker=" + id, "")))
                .isEqualTo("400 InvalidArgument");
        assertThat(outcome(send("GET", "/ids?versions&key-marker=k&version-id-marker=x", "")))
                .isEqualTo("400 InvalidArgument");
    }

    @Test
    void objectsOfABucketWithoutVersionsAreNullAndSaidToBeNothing() throws Exception {
        send("PUT", "/plain", "");
        assertThat(put("/plain/k", "one")).isEmpty();

        HttpResponse<byte[]> get = send("GET", "/plain/k?versionId=null", "");
        assertThat(text(get)).isEqualTo("one");
        assertThat(get.headers().firstValue("x-amz-version-id")).isEmpty();
        assertThat(outcome(send("GET", "/plain/k?versionId=" + UNKNOWN, ""))).isEqualTo("404 NoSuchVersion");
        HttpResponse<byte[]> list = send("GET", "/plain?versions", "");
        assertThat(all(list, "VersionId")).containsExactly("null");
        assertThat(all(list, "IsLatest")).containsExactly("true");
        HttpResponse<byte[]> deleted = send("DELETE", "/plain/k?versionId=null", "");
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(header(deleted, "x-amz-version-id")).isEqualTo("null");
        assertThat(outcome(send("GET", "/plain/k", ""))).isEqualTo("404 NoSuchKey");
    }

    @Test
    void deleteMarkerIsMetByWhoReadsAndRemovedByItsId() throws Exception {
        bucket("marked", ENABLED);
        String id = put("/marked/k", "one");
        HttpResponse<byte[]> deleted = send("DELETE", "/marked/k", "");
        String marker = header(deleted, "x-amz-version-id");

        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(header(deleted, "x-amz-delete-marker")).isEqualTo("true");
        HttpResponse<byte[]> gone = send("GET", "/marked/k", "");
        assertThat(outcome(gone)).isEqualTo("404 NoSuchKey");
        assertThat(header(gone, "x-amz-delete-marker")).isEqualTo("true");
        assertThat(header(gone, "x-amz-version-id")).isEqualTo(marker);
        assertThat(header(send("HEAD", "/marked/k", ""), "x-amz-delete-marker")).isEqualTo("true");
        for (String resource : List.of("", "&tagging", "&acl")) {
            HttpResponse<byte[]> byId = send("GET", "/marked/k?versionId=" + marker + resource, "");
            assertThat(outcome(byId)).as(resource).isEqualTo("405 MethodNotAllowed");
            assertThat(header(byId, "x-amz-delete-marker")).isEqualTo("true");
            assertThat(header(byId, "last-modified")).isNotEmpty();
        }
        assertThat(text(send("GET", "/marked", ""))).doesNotContain("<Key>");
        assertThat(outcome(send("DELETE", "/marked", ""))).isEqualTo("409 BucketNotEmpty");

        HttpResponse<byte[]> removed = send("DELETE", "/marked/k?versionId=" + marker, "");
        assertThat(removed.statusCode()).isEqualTo(204);
        assertThat(header(removed, "x-amz-delete-marker")).isEqualTo("true");
        assertThat(header(removed, "x-amz-version-id")).isEqualTo(marker);
        assertThat(text(send("GET", "/marked/k", ""))).isEqualTo("one");
        HttpResponse<byte[]> version = send("DELETE", "/marked/k?versionId=" + id, "");
        assertThat(version.headers().firstValue("x-amz-delete-marker")).isEmpty();
        assertThat(send("DELETE", "/marked/k?versionId=" + id, "").statusCode()).isEqualTo(204);
        assertThat(outcome(send("GET", "/marked/k", ""))).isEqualTo("404 NoSuchKey");
        assertThat(outcome(send("DELETE", "/marked", ""))).isEqualTo("204");
    }

    @Test
    void whatIsNotThereGetsADeleteMarkerToo() throws Exception {
        bucket("absent", ENABLED);
        HttpResponse<byte[]> first = send("DELETE", "/absent/k", "");
        HttpResponse<byte[]> second = send("DELETE", "/absent/k", "");

        assertThat(header(first, "x-amz-delete-marker")).isEqualTo("true");
        assertThat(header(second, "x-amz-version-id")).isNotEqualTo(header(first, "x-amz-version-id"));
        HttpResponse<byte[]> list = send("GET", "/absent?versions", "");
        assertThat(text(list)).doesNotContain("<Version>");
        assertThat(all(list, "VersionId"))
                .containsExactly(header(second, "x-amz-version-id"), header(first, "x-amz-version-id"));
        assertThat(all(list, "IsLatest")).containsExactly("true", "false");
    }

    @Test
    void suspendedBucketReplacesItsNullVersionAlone() throws Exception {
        send("PUT", "/suspended", "");
        put("/suspended/k", "null one");
        set("suspended", ENABLED);
        String id = put("/suspended/k", "kept");
        set("suspended", SUSPENDED);

        assertThat(put("/suspended/k", "null two")).isEqualTo("null");
        assertThat(all(send("GET", "/suspended?versions", ""), "VersionId")).containsExactly("null", id);
        HttpResponse<byte[]> get = send("GET", "/suspended/k", "");
        assertThat(text(get)).isEqualTo("null two");
        assertThat(header(get, "x-amz-version-id")).isEqualTo("null");

        HttpResponse<byte[]> deleted = send("DELETE", "/suspended/k", "");
        assertThat(header(deleted, "x-amz-version-id")).isEqualTo("null");
        assertThat(header(deleted, "x-amz-delete-marker")).isEqualTo("true");
        assertThat(all(send("GET", "/suspended?versions", ""), "VersionId")).containsExactly("null", id);
        assertThat(outcome(send("GET", "/suspended/k?versionId=null", ""))).isEqualTo("405 MethodNotAllowed");
        assertThat(text(send("GET", "/suspended/k?versionId=" + id, ""))).isEqualTo("kept");
        assertThat(header(send("DELETE", "/suspended/k?versionId=null", ""), "x-amz-delete-marker"))
                .isEqualTo("true");
        assertThat(text(send("GET", "/suspended/k", ""))).isEqualTo("kept");
    }

    @Test
    void manyVersionsAreRemovedAtOnce() throws Exception {
        bucket("many", ENABLED);
        String first = put("/many/a", "1");
        String second = put("/many/a", "2");
        HttpResponse<byte[]> deleted = send(
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
        assertThat(all(send("GET", "/many?versions", ""), "VersionId")).containsExactly(second, marker);

        HttpResponse<byte[]> removed = send(
                "POST",
                "/many?delete",
                "<Delete><Object><Key>b</Key><VersionId>" + marker + "</VersionId></Object></Delete>");
        assertThat(text(removed))
                .contains("<VersionId>" + marker + "</VersionId><DeleteMarker>true</DeleteMarker>"
                        + "<DeleteMarkerVersionId>" + marker + "</DeleteMarkerVersionId>");
    }

    @Test
    void olderVersionIsCopied() throws Exception {
        bucket("copies", ENABLED);
        String first = put("/copies/k", "one");
        put("/copies/k", "two");
        HttpResponse<byte[]> restored =
                send("PUT", "/copies/k", "", "x-amz-copy-source", "/copies/k?versionId=" + first);

        assertThat(outcome(restored)).isEqualTo("200");
        assertThat(header(restored, "x-amz-copy-source-version-id")).isEqualTo(first);
        assertThat(header(restored, "x-amz-version-id")).hasSize(32).isNotEqualTo(first);
        assertThat(text(send("GET", "/copies/k", ""))).isEqualTo("one");
        String marker = header(send("DELETE", "/copies/k", ""), "x-amz-version-id");
        assertThat(outcome(copy("/copies/k"))).isEqualTo("404 NoSuchKey");
        assertThat(outcome(copy("/copies/k?versionId=" + marker))).isEqualTo("400 InvalidRequest");
        assertThat(outcome(copy("/copies/k?versionId=" + UNKNOWN))).isEqualTo("404 NoSuchVersion");
        assertThat(outcome(copy("/copies/k?versionId=x"))).isEqualTo("400 InvalidArgument");
        assertThat(outcome(copy("/copies/k?versionId=" + first))).isEqualTo("200");
        assertThat(text(send("GET", "/copies/to", ""))).isEqualTo("one");
    }

    private HttpResponse<byte[]> copy(String source) throws Exception {
        return send("PUT", "/copies/to", "", "x-amz-copy-source", source);
    }

    @Test
    void multipartUploadMakesAVersionAndCopiesPartsOfOne() throws Exception {
        bucket("parts", ENABLED);
        String first = put("/parts/k", "a part");
        put("/parts/k", "other");
        String upload = element(send("POST", "/parts/k?uploads", ""), "UploadId");
        HttpResponse<byte[]> part = send(
                "PUT",
                "/parts/k?partNumber=1&uploadId=" + upload,
                "",
                "x-amz-copy-source",
                "/parts/k?versionId=" + first);
        assertThat(header(part, "x-amz-copy-source-version-id")).isEqualTo(first);
        HttpResponse<byte[]> complete = send(
                "POST",
                "/parts/k?uploadId=" + upload,
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + element(part, "ETag")
                        + "</ETag></Part></CompleteMultipartUpload>");

        assertThat(outcome(complete)).isEqualTo("200");
        String id = header(complete, "x-amz-version-id");
        put("/parts/k", "later");
        assertThat(text(send("GET", "/parts/k?versionId=" + id, ""))).isEqualTo("a part");
        assertThat(text(send("GET", "/parts/k?partNumber=1&versionId=" + id, "")))
                .isEqualTo("a part");
        HttpResponse<byte[]> attributes = send(
                "GET", "/parts/k?attributes&versionId=" + id, "", "x-amz-object-attributes", "ObjectSize,ObjectParts");
        assertThat(element(attributes, "ObjectSize")).isEqualTo("6");
        assertThat(element(attributes, "PartsCount")).isEqualTo("1");
        assertThat(header(attributes, "x-amz-version-id")).isEqualTo(id);
        assertThat(send("DELETE", "/parts/k?versionId=" + id, "").statusCode()).isEqualTo(204);
        assertThat(outcome(send("GET", "/parts/k?versionId=" + id, ""))).isEqualTo("404 NoSuchVersion");
    }

    @Test
    void tagsAreThoseOfAVersion() throws Exception {
        bucket("tags", ENABLED);
        String first = put("/tags/k", "1", "x-amz-tagging", "a=1");
        String second = put("/tags/k", "2");
        String tags = "<Tagging><TagSet><Tag><Key>b</Key><Value>2</Value></Tag></TagSet></Tagging>";

        HttpResponse<byte[]> set = send("PUT", "/tags/k?tagging&versionId=" + first, tags);
        assertThat(outcome(set)).isEqualTo("200");
        assertThat(header(set, "x-amz-version-id")).isEqualTo(first);
        assertThat(text(send("GET", "/tags/k?tagging&versionId=" + first, ""))).contains("<Key>b</Key>");
        assertThat(text(send("GET", "/tags/k?tagging&versionId=" + second, ""))).doesNotContain("<Key>");
        assertThat(header(send("HEAD", "/tags/k?versionId=" + first, ""), "x-amz-tagging-count"))
                .isEqualTo("1");
        assertThat(outcome(send("DELETE", "/tags/k?tagging&versionId=" + first, "")))
                .isEqualTo("204");
        assertThat(text(send("GET", "/tags/k?tagging&versionId=" + first, ""))).doesNotContain("<Key>");
        assertThat(all(send("GET", "/tags?versions", ""), "VersionId")).containsExactly(second, first);
    }

    @Test
    void versionsAreListedPageByPage() throws Exception {
        bucket("listed", ENABLED);
        List<String> ids = new ArrayList<>();
        for (String key : List.of("a", "a/x", "a/y", "b")) {
            String older = put("/listed/" + key, "1");
            String newer = put("/listed/" + key, "2");
            ids.addAll(List.of(newer, older));
        }
        String marker = header(send("DELETE", "/listed/b", ""), "x-amz-version-id");
        ids.add(6, marker);

        List<String> paged = new ArrayList<>();
        String query = "";
        boolean more;
        do {
            HttpResponse<byte[]> page = send("GET", "/listed?versions&max-keys=2" + query, "");
            paged.addAll(all(page, "VersionId"));
            more = element(page, "IsTruncated").equals("true");
            query = "&key-marker=" + element(page, "NextKeyMarker").replace("/", "%2F") + "&version-id-marker="
                    + element(page, "NextVersionIdMarker");
            assertThat(element(page, "MaxKeys")).isEqualTo("2");
        } while (more);
        assertThat(paged).isEqualTo(ids);

        HttpResponse<byte[]> folded = send("GET", "/listed?versions&delimiter=%2F", "");
        assertThat(all(folded, "Key")).containsExactly("a", "a", "b", "b", "b");
        assertThat(element(folded, "CommonPrefixes").isEmpty()).isTrue();
        assertThat(text(folded)).contains("<CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes>");
        assertThat(all(folded, "IsLatest")).containsExactly("true", "false", "true", "false", "false");
        assertThat(text(folded)).contains("<DeleteMarker><Key>b</Key>");
        HttpResponse<byte[]> below = send("GET", "/listed?versions&prefix=a%2F&encoding-type=url", "");
        assertThat(all(below, "Key")).containsExactly("a/x", "a/x", "a/y", "a/y");
        assertThat(element(below, "IsTruncated")).isEqualTo("false");
        assertThat(all(send("GET", "/listed?versions&max-keys=0", ""), "IsTruncated"))
                .containsExactly("false");
        assertThat(all(send("GET", "/listed?versions&key-marker=a", ""), "Key")).startsWith("a/x");
    }
}
