package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.S3Client.element;
import static dev.cistern.node.S3Client.outcome;
import static dev.cistern.node.S3Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Buckets and objects over S3, against a real node that has no users. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3ObjectsTest {
    private static final String HELLO_MD5 = "\"5d41402abc4b2a76b9719d911017c592\"";

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();

    @BeforeAll
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        send("PUT", "/objects", "");
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    @CanIgnoreReturnValue
    private HttpResponse<byte[]> send(String method, String path, String body, String... headers) throws Exception {
        return node.send(method, path, bytes(body), headers);
    }

    @CanIgnoreReturnValue
    private HttpResponse<byte[]> put(String path, String body, String... headers) throws Exception {
        HttpResponse<byte[]> put = send("PUT", path, body, headers);
        assertThat(outcome(put)).as(path).isEqualTo("200");
        return put;
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void bucketLivesFromCreationToDeletion() throws Exception {
        assertThat(outcome(send("HEAD", "/cradle", ""))).isEqualTo("404");
        put("/cradle", "");
        assertThat(outcome(send("PUT", "/cradle", ""))).isEqualTo("409 BucketAlreadyOwnedByYou");
        assertThat(outcome(send("HEAD", "/cradle", ""))).isEqualTo("200");
        assertThat(text(send("GET", "/", ""))).contains("<Name>cradle</Name>").contains("<Name>objects</Name>");
        assertThat(text(send("GET", "/cradle?location", ""))).contains("LocationConstraint");
        put("/cradle/k", "x");
        assertThat(outcome(send("DELETE", "/cradle", ""))).isEqualTo("409 BucketNotEmpty");
        assertThat(outcome(send("DELETE", "/cradle/k", ""))).isEqualTo("204");
        assertThat(outcome(send("DELETE", "/cradle", ""))).isEqualTo("204");
        assertThat(outcome(send("GET", "/cradle", ""))).isEqualTo("404 NoSuchBucket");
    }

    @Test
    void errorsAreToldInXmlWithTheirPlace() throws Exception {
        HttpResponse<byte[]> missing = send("GET", "/objects/not%20there", "");

        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(header(missing, "content-type")).isEqualTo("application/xml");
        assertThat(element(missing, "Code")).isEqualTo("NoSuchKey");
        assertThat(element(missing, "Resource")).isEqualTo("/objects/not%20there");
        assertThat(element(missing, "RequestId"))
                .isEqualTo(header(missing, "x-amz-request-id"))
                .isNotEmpty();
        assertThat(element(missing, "HostId")).isNotEmpty();
    }

    @Test
    void objectComesBackWithAllItWasSentWith() throws Exception {
        HttpResponse<byte[]> put = put(
                "/objects/kept",
                "hello",
                "Content-Type",
                "text/x-test",
                "Cache-Control",
                "no-cache",
                "Content-Disposition",
                "inline",
                "Content-Encoding",
                "gzip,aws-chunked-not",
                "Content-Language",
                "de",
                "x-amz-meta-Colour",
                "blue",
                "x-amz-meta-size",
                "XL",
                "x-amz-tagging",
                "a=1&b=x%20y");
        HttpResponse<byte[]> get = send("GET", "/objects/kept", "");

        assertThat(header(put, "etag")).isEqualTo(HELLO_MD5);
        assertThat(header(get, "etag")).isEqualTo(HELLO_MD5);
        assertThat(text(get)).isEqualTo("hello");
        assertThat(header(get, "content-type")).isEqualTo("text/x-test");
        assertThat(header(get, "cache-control")).isEqualTo("no-cache");
        assertThat(header(get, "content-disposition")).isEqualTo("inline");
        assertThat(header(get, "content-language")).isEqualTo("de");
        assertThat(header(get, "x-amz-meta-colour")).isEqualTo("blue");
        assertThat(header(get, "x-amz-meta-size")).isEqualTo("XL");
        assertThat(header(get, "x-amz-tagging-count")).isEqualTo("2");
        assertThat(header(
                        send("GET", "/objects/kept?response-content-type=image%2Fpng&x-id=GetObject", ""),
                        "content-type"))
                .isEqualTo("image/png");
        assertThat(text(send("GET", "/objects/kept?tagging", ""))).contains("<Key>b</Key><Value>x y</Value>");
    }

    @Test
    void bodyIsCheckedAgainstWhatWasAnnounced() throws Exception {
        assertThat(outcome(send("PUT", "/objects/c", "hello", "Content-MD5", "XUFAKrxLKna5cZ2REBfFkg==")))
                .isEqualTo("200");
        assertThat(outcome(send("PUT", "/objects/c", "hellO", "Content-MD5", "XUFAKrxLKna5cZ2REBfFkg==")))
                .isEqualTo("400 BadDigest");
        assertThat(outcome(send("PUT", "/objects/c", "hello", "Content-MD5", "short")))
                .isEqualTo("400 InvalidDigest");
        assertThat(outcome(send("PUT", "/objects/c", "hellO", "x-amz-checksum-crc32", "NhCmhg==")))
                .isEqualTo("400 BadDigest");
        put("/objects/c", "hello", "x-amz-checksum-crc32c", "mnG7TA==");
        assertThat(header(send("GET", "/objects/c", "", "x-amz-checksum-mode", "ENABLED"), "x-amz-checksum-crc32c"))
                .isEqualTo("mnG7TA==");
        assertThat(send("GET", "/objects/c", "").headers().firstValue("x-amz-checksum-crc32c"))
                .isEmpty();
        // As one SDK sends it: the checksum of the empty body of the request, and not of the object.
        assertThat(text(send("GET", "/objects/c", "", "x-amz-checksum-crc32", "AAAAAA==")))
                .isEqualTo("hello");
    }

    @Test
    void chunksAreTakenApartAlsoWhereNobodyIsAskedForAKey() throws Exception {
        String[] headers = {
            "x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            "Content-Encoding", "gzip, aws-chunked",
            "x-amz-trailer", "x-amz-checksum-crc32",
            "x-amz-decoded-content-length", "5"
        };
        String[] broken = {
            "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n",
            "6\r\nhello!\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n",
            "5\r\nhello\r\n0\r\n\r\n",
            "5\r\nhelloXX\r\n0\r\n\r\n",
            "hello",
            "5\r\nhel"
        };
        for (String body : broken) {
            assertThat(send("PUT", "/objects/chunks", body, headers).statusCode())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(outcome(send("GET", "/objects/chunks", ""))).isEqualTo("404 NoSuchKey");
        put("/objects/chunks", "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", headers);
        HttpResponse<byte[]> get = send("GET", "/objects/chunks", "", "x-amz-checksum-mode", "ENABLED");
        assertThat(text(get)).isEqualTo("hello");
        assertThat(header(get, "content-encoding")).isEqualTo("gzip");
        assertThat(header(get, "x-amz-checksum-crc32")).isEqualTo("NhCmhg==");
        // Without any word of a hash or a length: one library frames streams so.
        put("/objects/chunks", "2\r\nhi\r\n0\r\n\r\n", "Content-Encoding", "aws-chunked");
        assertThat(text(send("GET", "/objects/chunks", ""))).isEqualTo("hi");
    }

    @Test
    void conditionsHoldOrRefuse() throws Exception {
        String path = "/objects/conditions";
        assertThat(outcome(send("PUT", path, "hello", "If-Match", HELLO_MD5))).isEqualTo("404 NoSuchKey");
        put(path, "hello", "If-None-Match", "*");
        assertThat(outcome(send("PUT", path, "hello", "If-None-Match", "*"))).isEqualTo("412 PreconditionFailed");
        put(path, "hello", "If-Match", HELLO_MD5);
        assertThat(outcome(send("GET", path, "", "If-None-Match", HELLO_MD5))).isEqualTo("304");
        assertThat(outcome(send("GET", path, "", "If-Match", "\"other\""))).isEqualTo("412 PreconditionFailed");
        assertThat(outcome(send("HEAD", path, "", "If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT")))
                .isEqualTo("304");
        assertThat(outcome(send("DELETE", path, "", "If-Match", "\"other\""))).isEqualTo("412 PreconditionFailed");
        assertThat(outcome(send("DELETE", path, "", "If-Match", HELLO_MD5))).isEqualTo("204");
        assertThat(outcome(send("DELETE", path, ""))).isEqualTo("204");
    }

    @Test
    void rangesAreCutOrRefused() throws Exception {
        put("/objects/range", "0123456789");

        HttpResponse<byte[]> middle = send("GET", "/objects/range", "", "Range", "bytes=2-4");
        assertThat(middle.statusCode()).isEqualTo(206);
        assertThat(text(middle)).isEqualTo("234");
        assertThat(header(middle, "content-range")).isEqualTo("bytes 2-4/10");
        HttpResponse<byte[]> beyond = send("GET", "/objects/range", "", "Range", "bytes=10-");
        assertThat(outcome(beyond)).isEqualTo("416 InvalidRange");
        assertThat(header(beyond, "content-range")).isEqualTo("bytes */10");
        assertThat(element(beyond, "RangeRequested")).isEqualTo("bytes=10-");
        assertThat(element(beyond, "ActualObjectSize")).isEqualTo("10");
        assertThat(header(send("HEAD", "/objects/range", "", "Range", "bytes=-3"), "content-length"))
                .isEqualTo("3");
        assertThat(text(send("GET", "/objects/range?partNumber=1", ""))).isEqualTo("0123456789");
        assertThat(outcome(send("GET", "/objects/range?partNumber=2", ""))).isEqualTo("416 InvalidPartNumber");
    }

    @Test
    void copyKeepsOrReplacesWhatBelongsToTheObject() throws Exception {
        put("/objects/source", "hello", "x-amz-meta-a", "1", "Content-Type", "text/a", "x-amz-tagging", "t=1");

        HttpResponse<byte[]> copied =
                put("/objects/copied", "", "x-amz-copy-source", "/objects/source", "Content-Type", "text/ignored");
        put(
                "/objects/replaced",
                "",
                "x-amz-copy-source",
                "objects/source",
                "x-amz-metadata-directive",
                "REPLACE",
                "x-amz-meta-b",
                "2",
                "x-amz-tagging-directive",
                "REPLACE");
        put(
                "/objects/source",
                "",
                "x-amz-copy-source",
                "/objects/source",
                "x-amz-metadata-directive",
                "REPLACE",
                "x-amz-meta-own",
                "3");

        assertThat(element(copied, "ETag")).contains("5d41402abc4b2a76b9719d911017c592");
        HttpResponse<byte[]> kept = send("GET", "/objects/copied", "");
        assertThat(text(kept)).isEqualTo("hello");
        assertThat(header(kept, "content-type")).isEqualTo("text/a");
        assertThat(header(kept, "x-amz-meta-a")).isEqualTo("1");
        assertThat(header(kept, "x-amz-tagging-count")).isEqualTo("1");
        HttpResponse<byte[]> replaced = send("GET", "/objects/replaced", "");
        assertThat(header(replaced, "content-type")).isEqualTo("binary/octet-stream");
        assertThat(header(replaced, "x-amz-meta-a")).isEmpty();
        assertThat(header(replaced, "x-amz-meta-b")).isEqualTo("2");
        assertThat(header(replaced, "x-amz-tagging-count")).isEmpty();
        assertThat(header(send("GET", "/objects/source", ""), "x-amz-meta-own")).isEqualTo("3");
    }

    @Test
    void copyThatChangesNothingOrFindsNothingIsRefused() throws Exception {
        put("/objects/origin", "hello");

        assertThat(outcome(send("PUT", "/objects/origin", "", "x-amz-copy-source", "/objects/origin")))
                .isEqualTo("400 InvalidRequest");
        assertThat(outcome(send("PUT", "/objects/x", "", "x-amz-copy-source", "/objects/nothing")))
                .isEqualTo("404 NoSuchKey");
        assertThat(outcome(send(
                        "PUT",
                        "/objects/x",
                        "",
                        "x-amz-copy-source",
                        "/objects/origin",
                        "x-amz-copy-source-if-none-match",
                        HELLO_MD5)))
                .isEqualTo("412 PreconditionFailed");
    }

    @Test
    void manyAreDeletedAtOnce() throws Exception {
        put("/objects/many/a", "x");
        put("/objects/many/b", "x");
        String delete = "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Object><Key>many/a</Key></Object>"
                + "<Object><Key>many/never</Key></Object><Object><Key>many/b</Key><ETag>other</ETag></Object></Delete>";

        HttpResponse<byte[]> answer = send("POST", "/objects?delete", delete);

        assertThat(text(answer))
                .contains("<Deleted><Key>many/a</Key></Deleted><Deleted><Key>many/never</Key></Deleted>")
                .contains("<Error><Key>many/b</Key><Code>PreconditionFailed</Code>");
        assertThat(outcome(send("GET", "/objects/many/a", ""))).isEqualTo("404 NoSuchKey");
        assertThat(outcome(send("GET", "/objects/many/b", ""))).isEqualTo("200");
        assertThat(text(send(
                        "POST",
                        "/objects?delete",
                        delete.replace("<Object><Key>many/a", "<Quiet>true</Quiet><Object><Key>many/a"))))
                .doesNotContain("<Deleted>");
    }

    @Test
    void tagsChangeWithoutTheObject() throws Exception {
        String modified = header(put("/objects/tagged", "hello"), "etag");
        String tags = "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>";

        assertThat(outcome(send("PUT", "/objects/tagged?tagging", tags))).isEqualTo("200");
        assertThat(text(send("GET", "/objects/tagged?tagging", ""))).contains("<Key>k</Key><Value>v</Value>");
        assertThat(header(send("GET", "/objects/tagged", ""), "etag")).isEqualTo(modified);
        assertThat(outcome(send(
                        "PUT",
                        "/objects/tagged?tagging",
                        tags.replace("<Tag>", "<Tag><Key>k</Key>" + "<Value>w</Value></Tag><Tag>"))))
                .isEqualTo("400 InvalidTag");
        assertThat(outcome(send("DELETE", "/objects/tagged?tagging", ""))).isEqualTo("204");
        assertThat(text(send("GET", "/objects/tagged?tagging", ""))).doesNotContain("<Tag>");
    }

    @Test
    void whatIsNotServedIsNamedAndNeverSomethingElse() throws Exception {
        put("/objects/safe", "hello");
        String[] requests = {
            "PUT /objects?website",
            "PUT /objects?logging",
            "PUT /objects?replication",
            "GET /objects/safe?torrent",
            "POST /objects/safe?restore",
            "POST /objects/safe?select",
            "DELETE /objects/safe?unheardOf",
            "PUT /objects?unheardOf",
            "GET /objects?unheardOf"
        };
        for (String request : requests) {
            String[] words = request.split(" ", -1);
            assertThat(outcome(send(words[0], words[1], ""))).as(request).isEqualTo("501 NotImplemented");
        }
        assertThat(outcome(send("PUT", "/objects/safe", "x", "x-amz-server-side-encryption", "aws:kms")))
                .isEqualTo("501 NotImplemented");
        assertThat(outcome(send("PUT", "/objects/safe", "x", "x-amz-acl", "public-read")))
                .isEqualTo("400 AccessControlListNotSupported");
        assertThat(outcome(send("DELETE", "/objects?location", ""))).isEqualTo("405 MethodNotAllowed");
        assertThat(text(send("GET", "/objects/safe", ""))).isEqualTo("hello");
        assertThat(outcome(send("GET", "/objects?cors", ""))).isEqualTo("404 NoSuchCORSConfiguration");
        assertThat(text(send("GET", "/objects?versioning", ""))).contains("VersioningConfiguration");
    }

    @Test
    void hostileDocumentsAreRefused() throws Exception {
        String bomb = "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;\">]><Delete><Object><Key>&b;</Key>"
                + "</Object></Delete>";
        String file =
                "<!DOCTYPE d [<!ENTITY f SYSTEM \"file:///etc/hostname\">]><Delete><Object><Key>&f;</Key></Object>"
                        + "</Delete>";
        for (String document : new String[] {bomb, file, "", "<Delete>", "<Other/>", "<a>".repeat(100), "\0"}) {
            assertThat(outcome(send("POST", "/objects?delete", document))).isEqualTo("400 MalformedXML");
        }
    }

    @Test
    void bucketMayStandInTheHost() throws Exception {
        put("/objects/v1/objects/deep", "hello");

        String answer =
                node.raw("GET /v1/objects/deep HTTP/1.1\r\nHost: objects.localhost:7070\r\nConnection: close\r\n\r\n");
        String ours = node.raw("GET /v1/objects/deep HTTP/1.1\r\nHost: localhost:7070\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("hello");
        assertThat(ours).startsWith("HTTP/1.1 400");
    }

    @Test
    void bodyWithoutLengthIsAskedForOne() throws Exception {
        assertThat(node.raw("PUT /objects/nolength HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 411")
                .contains("MissingContentLength");
    }

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }
}
