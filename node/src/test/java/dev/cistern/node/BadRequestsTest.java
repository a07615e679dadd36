package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input against a real node: a clear status, a message that helps, and nothing stored. */
final class BadRequestsTest {
    private RunningNode node = unstarted();

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        node.createBucket("strict");
    }

    @AfterEach
    void nothingWasStored() throws Exception {
        assertThat(text(node.get("/v1/buckets/strict"))).contains("\"entries\" : [ ]");
        node.close();
    }

    @Test
    void bucketNamesFollowTheRules() throws Exception {
        for (String name : new String[] {"ab", "Upper", "a..b", "-a-", "1.2.3.4", "a".repeat(64), "under_score"}) {
            HttpResponse<byte[]> response =
                    node.send("POST", "/v1/buckets/" + name, bytes("{\"action\":\"create-bck\"}"));
            assertThat(response.statusCode()).as(name).isEqualTo(400);
            assertThat(text(response)).as(name).contains("INVALID_BUCKET_NAME").contains(name);
        }
    }

    @Test
    void aKeyOfMoreThan1024BytesIsRefused() throws Exception {
        HttpResponse<byte[]> tooLong = node.send("PUT", "/v1/objects/strict/" + "%C3%A9".repeat(513), bytes("x"));

        assertThat(tooLong.statusCode()).isEqualTo(400);
        assertThat(text(tooLong)).contains("INVALID_KEY").contains("1026 bytes").contains("1024");
    }

    @Test
    void anEmptyKeyIsRefused() throws Exception {
        assertThat(node.send("PUT", "/v1/objects/strict/", bytes("x")).statusCode())
                .isEqualTo(400);
        assertThat(node.send("PUT", "/v1/objects/strict", bytes("x")).statusCode())
                .isEqualTo(400);
    }

    @Test
    void aBodyShorterThanAnnouncedIsNotStored() throws Exception {
        String answer = node.rawThenClose(
                "PUT /v1/objects/strict/short HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\nabc");

        assertThat(answer).doesNotContain(" 200 ");
    }

    @Test
    void aBodyCutInMidChunkIsNotStored() throws Exception {
        String answer = node.rawThenClose(
                "PUT /v1/objects/strict/cut HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");

        assertThat(answer).doesNotContain(" 200 ");
    }

    @Test
    void aWrongChecksumIsRefusedWithBothValues() throws Exception {
        HttpResponse<byte[]> md5 =
                node.send("PUT", "/v1/objects/strict/md5", bytes("abc"), "Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA==");
        HttpResponse<byte[]> crc = node.send(
                "PUT",
                "/v1/objects/strict/crc",
                bytes("abc"),
                "Ais-Checksum-Type",
                "crc32c",
                "Ais-Checksum-Value",
                "00000000");

        assertThat(md5.statusCode()).isEqualTo(400);
        assertThat(text(md5)).contains("CHECKSUM_MISMATCH").contains("900150983cd24fb0d6963f7d28e17f72");
        assertThat(crc.statusCode()).isEqualTo(400);
        assertThat(text(crc)).contains("CHECKSUM_MISMATCH");
    }

    @Test
    void aChecksumThatCannotBeReadIsRefused() throws Exception {
        assertThat(node.send("PUT", "/v1/objects/strict/k", bytes("abc"), "Content-MD5", "abc")
                        .statusCode())
                .isEqualTo(400);
        assertThat(node.send(
                                "PUT",
                                "/v1/objects/strict/k",
                                bytes("abc"),
                                "Ais-Checksum-Type",
                                "xxhash",
                                "Ais-Checksum-Value",
                                "0")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void whatDoesNotExistIsNotFound() throws Exception {
        HttpResponse<byte[]> object = node.get("/v1/objects/strict/nothing");
        HttpResponse<byte[]> bucket = node.get("/v1/objects/no-such-bucket/k");
        HttpResponse<byte[]> head = node.send("HEAD", "/v1/objects/strict/nothing", new byte[0]);

        assertThat(object.statusCode()).isEqualTo(404);
        assertThat(text(object)).contains("NO_SUCH_OBJECT").contains("strict/nothing");
        assertThat(bucket.statusCode()).isEqualTo(404);
        assertThat(text(bucket)).contains("NO_SUCH_BUCKET");
        assertThat(head.statusCode()).isEqualTo(404);
        assertThat(head.headers().firstValue("hdr-error")).isPresent();
        assertThat(node.send("PUT", "/v1/objects/no-such-bucket/k", bytes("x")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aBrokenEscapeIsRefused() throws Exception {
        assertThat(node.raw("PUT /v1/objects/strict/%zz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n"
                        + "Connection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("hexadecimal");
    }

    @Test
    void whatIsNotHttpIsRefused() throws Exception {
        assertThat(node.raw("hello\r\n\r\n")).contains(" 400 ");
    }

    @Test
    void headersWithoutEndAreRefused() throws Exception {
        String answer = node.raw("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Large: " + "x".repeat(20_000) + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 431");
    }

    @Test
    void aBodyThatIsNotJsonIsRefused() throws Exception {
        HttpResponse<byte[]> response = node.send("PUT", "/v1/settings", bytes("not json"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(text(response)).contains("JSON");
    }

    @Test
    void aCommandOfMoreThanItsLimitIsRefused() throws Exception {
        assertThat(node.send("PUT", "/v1/settings", new byte[300_000]).statusCode())
                .isEqualTo(413);
    }

    @Test
    void unknownPathsMethodsAndActionsAreNamed() throws Exception {
        assertThat(text(node.get("/v1/nothing"))).contains("NO_SUCH_RESOURCE");
        assertThat(node.send("POST", "/v1/objects/strict/k", bytes("x")).statusCode())
                .isEqualTo(501);
        assertThat(node.send("POST", "/v1/buckets/strict", bytes("{\"action\":\"copy-bck\"}"))
                        .statusCode())
                .isEqualTo(501);
        assertThat(node.get("/photos/cat.jpg?torrent").statusCode()).isEqualTo(501);
        assertThat(node.get("/v1/buckets/strict?limit=0x").statusCode()).isEqualTo(400);
    }

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }

    /** Answered before the end of the request has come, though nothing of it is missing. */
    @Test
    void aRequestWithoutABodyThatIsRefusedCostsNoConnection() throws Exception {
        String get = "GET /v1/objects/none/k HTTP/1.1\r\nHost: 127.0.0.1\r\n";

        String answers = node.raw(get + "\r\n" + get + "\r\n" + get + "Connection: close\r\n\r\n");

        assertThat(answers.split("HTTP/1.1 404 ", -1)).hasSize(4);
    }
}
