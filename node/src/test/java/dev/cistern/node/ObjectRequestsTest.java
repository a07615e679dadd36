package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Objects over HTTP against a real node: what a client gets for what it sends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ObjectRequestsTest {
    private static final String BUCKET = "/v1/objects/requests/";

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();

    @BeforeAll
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        node.createBucket("requests");
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    @Test
    void anObjectComesBackByteForByte() throws Exception {
        for (int size : new int[] {0, 1, 16 * 1024, 16 * 1024 + 1, 1 << 20, (3 << 20) + 7}) {
            byte[] body = random(size);
            HttpResponse<byte[]> put = node.send("PUT", BUCKET + "size-" + size, body, "Content-Type", "text/x-test");
            assertThat(put.statusCode()).isEqualTo(200);

            HttpResponse<byte[]> get = node.get(BUCKET + "size-" + size);

            assertThat(get.statusCode()).isEqualTo(200);
            assertThat(get.body()).isEqualTo(body);
            assertThat(get.headers().firstValue("etag")).isEqualTo(put.headers().firstValue("etag"));
            assertThat(get.headers().firstValue("content-type")).contains("text/x-test");
        }
    }

    @Test
    void headTellsWhatGetWouldSend() throws Exception {
        put("head", random(20_000));

        HttpResponse<byte[]> head = node.send("HEAD", BUCKET + "head", new byte[0]);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("content-length")).contains("20000");
        assertThat(head.headers().firstValue("ais-checksum-type")).contains("md5");
    }

    @Test
    void rangesAreCutExactly() throws Exception {
        byte[] body = random(200_000);
        put("ranges", body);

        HttpResponse<byte[]> middle = node.get(BUCKET + "ranges", "Range", "bytes=65530-131080");
        HttpResponse<byte[]> suffix = node.get(BUCKET + "ranges", "Range", "bytes=-5");
        HttpResponse<byte[]> rest = node.get(BUCKET + "ranges", "Range", "bytes=199999-");

        assertThat(middle.statusCode()).isEqualTo(206);
        assertThat(middle.headers().firstValue("content-range")).contains("bytes 65530-131080/200000");
        assertThat(middle.body()).isEqualTo(java.util.Arrays.copyOfRange(body, 65_530, 131_081));
        assertThat(suffix.body()).isEqualTo(java.util.Arrays.copyOfRange(body, 199_995, 200_000));
        assertThat(rest.body()).isEqualTo(java.util.Arrays.copyOfRange(body, 199_999, 200_000));
    }

    @Test
    void aRangeWithoutBytesIsRefusedWithTheSize() throws Exception {
        put("short", bytes("abc"));

        HttpResponse<byte[]> response = node.get(BUCKET + "short", "Range", "bytes=3-");

        assertThat(response.statusCode()).isEqualTo(416);
        assertThat(response.headers().firstValue("content-range")).contains("bytes */3");
        assertThat(text(response)).contains("RANGE_NOT_SATISFIABLE");
    }

    @Test
    void aRangeOfAnObjectThatHasChangedSinceIsTheWholeObject() throws Exception {
        put("if-range", bytes("abcdef"));

        HttpResponse<byte[]> response =
                node.get(BUCKET + "if-range", "Range", "bytes=0-1", "If-Range", "\"0123456789abcdef\"");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(text(response)).isEqualTo("abcdef");
    }

    @Test
    void conditionsAreKept() throws Exception {
        String etag =
                put("conditions", bytes("one")).headers().firstValue("etag").orElseThrow();

        assertThat(node.get(BUCKET + "conditions", "If-None-Match", etag).statusCode())
                .isEqualTo(304);
        assertThat(node.get(BUCKET + "conditions", "If-Match", "\"other\"").statusCode())
                .isEqualTo(412);
        assertThat(node.send("PUT", BUCKET + "conditions", bytes("two"), "If-None-Match", "*")
                        .statusCode())
                .isEqualTo(412);
        assertThat(node.send("DELETE", BUCKET + "conditions", new byte[0], "If-Match", "\"other\"")
                        .statusCode())
                .isEqualTo(412);
        assertThat(text(node.get(BUCKET + "conditions"))).isEqualTo("one");
    }

    @Test
    void aDeletedObjectIsGone() throws Exception {
        put("gone", bytes("x"));

        assertThat(node.send("DELETE", BUCKET + "gone", new byte[0]).statusCode())
                .isEqualTo(204);
        assertThat(node.get(BUCKET + "gone").statusCode()).isEqualTo(404);
        assertThat(node.send("DELETE", BUCKET + "gone", new byte[0]).statusCode())
                .isEqualTo(404);
    }

    @Test
    void metadataIsKeptAsSent() throws Exception {
        HttpResponse<byte[]> put = node.send(
                "PUT", BUCKET + "metadata", bytes("x"), "Ais-Custom-Md", "colour=blue", "Ais-Custom-Md", "b=1=2");
        assertThat(put.statusCode()).isEqualTo(200);

        assertThat(node.get(BUCKET + "metadata").headers().allValues("ais-custom-md"))
                .containsExactly("b=1=2", "colour=blue");
    }

    @Test
    void aBodyIsAskedForOnlyWhenItWillBeTaken() throws Exception {
        String head =
                " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n";

        assertThat(node.raw("PUT " + BUCKET + "continued" + head + "abc"))
                .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK");
        assertThat(node.raw("PUT /v1/objects/no-such-bucket/k" + head)).startsWith("HTTP/1.1 404");
    }

    @CanIgnoreReturnValue
    private HttpResponse<byte[]> put(String key, byte[] body) throws Exception {
        HttpResponse<byte[]> response = node.send("PUT", BUCKET + key, body);
        assertThat(response.statusCode()).isEqualTo(200);
        return response;
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @SuppressWarnings("NullAway") // started before any test
    private static RunningNode unstarted() {
        return null;
    }
}
