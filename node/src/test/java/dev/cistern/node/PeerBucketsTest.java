package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bucket in front of a bucket of another node, both real. */
final class PeerBucketsTest {
    private static final String FRONT = "/v1/objects/front/";
    private static final String OWN = "/v1/objects/own/";

    @TempDir
    private Path folder = Path.of("");

    private RunningNode node = unstarted();
    private RunningNode peer = unstarted();

    @BeforeEach
    void start() throws Exception {
        peer = RunningNode.start(folder.resolve("peer"));
        peer.createBucket("own");
        node = RunningNode.start(folder.resolve("node"));
        assertThat(create(node, "front", "cistern://127.0.0.1:" + peer.port() + "/own"))
                .isEqualTo(200);
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        peer.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http1", "http2"})
    void objectOfAnySizeGoesThroughAndComesBack(String protocol) throws Exception {
        assertThat(set(node, "transport.protocol", protocol)).isEqualTo(200);
        for (int size : new int[] {0, 1, 20_000, 5 << 20}) {
            byte[] body = random(size);

            HttpResponse<byte[]> put =
                    node.send("PUT", FRONT + size, body, "Content-Type", "text/x", "Ais-Custom-Md", "a=b");

            assertThat(put.statusCode()).as(text(put)).isEqualTo(200);
            HttpResponse<byte[]> there = peer.get(OWN + size);
            assertThat(there.body()).isEqualTo(body);
            for (String header : new String[] {"etag", "ais-checksum-type", "ais-checksum-value"}) {
                assertThat(put.headers().firstValue(header))
                        .isPresent()
                        .isEqualTo(there.headers().firstValue(header));
            }
            assertThat(there.headers().firstValue("content-type")).contains("text/x");
            for (String freshness : new String[] {"", "?latest-ver=true", ""}) {
                HttpResponse<byte[]> here = node.get(FRONT + size + freshness);
                assertThat(here.body()).isEqualTo(body);
                assertThat(here.headers().firstValue("etag"))
                        .isEqualTo(put.headers().firstValue("etag"));
                assertThat(here.headers().firstValue("content-type")).contains("text/x");
                assertThat(here.headers().firstValue("ais-custom-md")).contains("a=b");
            }
        }
        assertThat(text(node.get("/_metrics")))
                .contains("cistern_fetches_failed_total 0.0")
                .containsPattern("cistern_connections_reused_total\\{layer=\"peers\"\\} [1-9]");
    }

    @Test
    void manyBodiesOnOneHttp2ConnectionShareFewConnectionsToThePeer() throws Exception {
        assertThat(set(node, "net.http.idle_conns_per_host", "2")).isEqualTo(200);
        assertThat(set(node, "net.http.conns_per_host", "2")).isEqualTo(200);
        assertThat(set(node, "net.http.acquire_timeout", "1m")).isEqualTo(200);
        byte[] body = random(1 << 20);
        try (Http2Caller caller = new Http2Caller(node.port())) {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                answers.add(caller.put(FRONT + i, body));
            }
            for (Future<Integer> answer : answers) {
                assertThat(answer.await(30, TimeUnit.SECONDS)).isEqualTo(200);
            }
        }
        assertThat(peer.get(OWN + "31").body()).isEqualTo(body);
    }

    @Test
    void listShowsWhatTheOtherNodeHasWhetherItIsHereOrNot() throws Exception {
        for (String key : new String[] {"a", "b/1", "b/2", "c"}) {
            assertThat(peer.send("PUT", OWN + key, bytes(key)).statusCode()).isEqualTo(200);
        }
        assertThat(node.get(FRONT + "a").statusCode()).isEqualTo(200);

        String first = compact(node.get("/v1/buckets/front?delimiter=%2F&limit=2"));
        String second = compact(node.get("/v1/buckets/front?delimiter=%2F&limit=2&start_after=b%2F"));

        assertThat(first).contains("\"name\":\"a\"", "\"prefixes\":[\"b/\"]").doesNotContain("\"c\"");
        assertThat(second).contains("\"name\":\"c\"", "\"prefixes\":[]", "\"continuation_token\":\"\"");
    }

    private static String compact(HttpResponse<byte[]> response) {
        return text(response).replaceAll("\\s", "");
    }

    @Test
    void keysAreTheSameByteForByte() throws Exception {
        for (String key : new String[] {"a//b/", "%2E%2E/x", "./y", "%3Fq%23", "a%20b%2Bc%25", "%C3%BC%0A"}) {
            assertThat(node.send("PUT", FRONT + key, bytes(key)).statusCode())
                    .as(key)
                    .isEqualTo(200);
            assertThat(text(peer.get(OWN + key))).isEqualTo(key);
            assertThat(text(node.get(FRONT + key))).isEqualTo(key);
            assertThat(node.send("HEAD", FRONT + key, new byte[0]).statusCode()).isEqualTo(200);
            assertThat(node.send("DELETE", FRONT + key, new byte[0]).statusCode())
                    .isEqualTo(204);
            assertThat(peer.get(OWN + key).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void writeThroughIsSeenAtOnceAndWriteBehindWhenAskedFor() throws Exception {
        put(node, FRONT + "k", "1");
        assertThat(text(node.get(FRONT + "k"))).isEqualTo("1");
        put(node, FRONT + "k", "2");
        assertThat(text(node.get(FRONT + "k"))).isEqualTo("2");

        put(peer, OWN + "k", "3");
        assertThat(text(node.get(FRONT + "k"))).isEqualTo("2");
        assertThat(text(node.get(FRONT + "k?latest-ver=true"))).isEqualTo("3");
        assertThat(text(node.get(FRONT + "k"))).isEqualTo("3");

        assertThat(node.send("DELETE", FRONT + "k", new byte[0]).statusCode()).isEqualTo(204);
        assertThat(node.get(FRONT + "k").statusCode()).isEqualTo(404);
        assertThat(node.send("DELETE", FRONT + "k", new byte[0]).statusCode()).isEqualTo(404);
    }

    @Test
    void conditionsAreEvaluatedByThePeer() throws Exception {
        put(peer, OWN + "k", "theirs");
        assertThat(node.send("PUT", FRONT + "k", bytes("x"), "If-None-Match", "*")
                        .statusCode())
                .isEqualTo(412);
        assertThat(text(peer.get(OWN + "k"))).isEqualTo("theirs");
        String etag = peer.get(OWN + "k").headers().firstValue("etag").orElseThrow();
        assertThat(node.send("PUT", FRONT + "k", bytes("ours"), "If-Match", etag)
                        .statusCode())
                .isEqualTo(200);
        assertThat(node.send("DELETE", FRONT + "k", new byte[0], "If-Match", etag)
                        .statusCode())
                .isEqualTo(412);
        assertThat(text(peer.get(OWN + "k"))).isEqualTo("ours");
        assertThat(node.send("PUT", FRONT + "new", bytes("x"), "If-None-Match", "*")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void wrongOrBrokenBodyLeavesWhatWasThere() throws Exception {
        put(node, FRONT + "k", "old");
        HttpResponse<byte[]> wrong =
                node.send("PUT", FRONT + "k", bytes("new"), "Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA==");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(text(wrong)).contains("CHECKSUM_MISMATCH").contains("cistern://127.0.0.1");
        assertThat(text(peer.get(OWN + "k"))).isEqualTo("old");

        var unused =
                node.rawThenClose("PUT " + FRONT + "k HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nhalf");

        assertThat(text(peer.get(OWN + "k"))).isEqualTo("old");
        assertThat(text(node.get(FRONT + "k"))).isEqualTo("old");
    }

    @Test
    void storedObjectIsServedWhileThePeerIsGoneAndTheRestIsToldAsThePeers() throws Exception {
        put(node, FRONT + "k", "kept");
        assertThat(text(node.get(FRONT + "k"))).isEqualTo("kept");
        peer.close();

        HttpResponse<byte[]> put = node.send("PUT", FRONT + "k", bytes("new"));

        assertThat(put.statusCode()).isEqualTo(502);
        assertThat(text(put)).contains("BACKEND_FAILED").contains("cistern://127.0.0.1");
        assertThat(node.send("DELETE", FRONT + "k", new byte[0]).statusCode()).isEqualTo(502);
        assertThat(node.get(FRONT + "other").statusCode()).isEqualTo(502);
        assertThat(text(node.get(FRONT + "k"))).isEqualTo("kept");
    }

    @Test
    void bucketThatIsItsOwnBackendIsToldAsSuch() throws Exception {
        String here = "127.0.0.1:" + node.port();
        assertThat(create(node, "self", "cistern://" + here + "/self")).isEqualTo(200);
        assertThat(create(node, "plain", "http://" + here + "/v1/objects/plain/"))
                .isEqualTo(200);
        assertThat(create(node, "there", "cistern://127.0.0.1:" + peer.port() + "/back"))
                .isEqualTo(200);
        assertThat(create(peer, "back", "cistern://" + here + "/there")).isEqualTo(200);
        for (String bucket : new String[] {"self", "plain", "there"}) {
            HttpResponse<byte[]> got = node.get("/v1/objects/" + bucket + "/k");
            assertThat(got.statusCode()).as(text(got)).isEqualTo(508);
            assertThat(text(got)).contains("BACKEND_LOOP");
        }
        HttpResponse<byte[]> put = node.send("PUT", "/v1/objects/there/k", random(100_000));
        assertThat(put.statusCode()).as(text(put)).isEqualTo(508);
        assertThat(text(put)).contains("leads back to the bucket itself");
    }

    @Test
    void writeGoesThroughTwoNodesButNotIntoWhatIsReadOnly() throws Exception {
        assertThat(create(node, "second", "cistern://127.0.0.1:" + node.port() + "/front"))
                .isEqualTo(200);
        put(node, "/v1/objects/second/k", "far");
        assertThat(text(peer.get(OWN + "k"))).isEqualTo("far");
        assertThat(text(node.get("/v1/objects/second/k"))).isEqualTo("far");

        assertThat(create(peer, "origin", "http://127.0.0.1:1/")).isEqualTo(200);
        assertThat(create(node, "reader", "cistern://127.0.0.1:" + peer.port() + "/origin"))
                .isEqualTo(200);
        assertThat(node.send("PUT", "/v1/objects/reader/k", bytes("x")).statusCode())
                .isEqualTo(405);
        assertThat(create(node, "bad", "cistern://127.0.0.1:1/B")).isEqualTo(400);
        assertThat(create(node, "nowhere", "cistern://127.0.0.1:" + peer.port() + "/nowhere"))
                .isEqualTo(200);
        HttpResponse<byte[]> lost = node.send("PUT", "/v1/objects/nowhere/k", bytes("x"));
        assertThat(lost.statusCode()).isEqualTo(502);
        assertThat(text(lost)).contains("nowhere");
    }

    private static int create(RunningNode at, String bucket, String backend) throws Exception {
        return at.send(
                        "POST",
                        "/v1/buckets/" + bucket,
                        bytes("{\"action\":\"create-bck\",\"value\":{\"backend\":\"" + backend + "\"}}"))
                .statusCode();
    }

    private static int set(RunningNode at, String key, String value) throws Exception {
        return at.send("PUT", "/v1/settings", bytes("{\"set\":{\"" + key + "\":\"" + value + "\"}}"))
                .statusCode();
    }

    private static void put(RunningNode at, String path, String text) throws Exception {
        HttpResponse<byte[]> put = at.send("PUT", path, bytes(text));
        assertThat(put.statusCode()).as(text(put)).isEqualTo(200);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // started before any test
    private static <T> T unstarted() {
        return null;
    }
}
