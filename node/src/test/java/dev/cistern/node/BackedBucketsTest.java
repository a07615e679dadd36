package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.OriginServer.Manner;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bucket with a backend, through a real node, from a real HTTP server. */
final class BackedBucketsTest {
    private static final String OBJECTS = "/v1/objects/backed/";

    @TempDir
    private Path folder = Path.of("");

    private OriginServer origin = unstarted();
    private RunningNode node = unstarted();

    @BeforeEach
    void start() throws Exception {
        origin = new OriginServer();
        node = RunningNode.start(folder.resolve("data"));
        assertThat(create("backed", origin.url("/data/")).statusCode()).isEqualTo(200);
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        origin.close();
    }

    @Test
    void fiftyColdReadersAreOneRequestToTheBackend() throws Exception {
        byte[] body = random(4 << 20);
        origin.store("/data/k", body, "\"e\"");
        ExecutorService threads = Executors.newFixedThreadPool(50);
        List<java.util.concurrent.Future<HttpResponse<byte[]>>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(threads.submit(() -> node.get(OBJECTS + "k")));
        }

        for (var answer : answers) {
            assertThat(answer.get(60, TimeUnit.SECONDS).body()).isEqualTo(body);
        }
        threads.shutdown();
        assertThat(origin.requests).containsExactly("GET /data/k");
    }

    @Test
    void storedObjectIsServedWhileTheBackendIsDead() throws Exception {
        byte[] body = random(300_000);
        origin.store("/data/k", body, "\"e\"");
        HttpResponse<byte[]> cold = node.get(OBJECTS + "k");
        assertThat(cold.body()).isEqualTo(body);
        assertThat(cold.headers().firstValue("etag")).contains("\"e\"");
        origin.close();

        HttpResponse<byte[]> warm = node.get(OBJECTS + "k");

        assertThat(warm.body()).isEqualTo(body);
        assertThat(warm.headers().firstValue("etag")).contains("\"e\"");
        assertThat(warm.headers().firstValue("content-type")).contains("text/x-origin");
        assertThat(node.get(OBJECTS + "k", "If-None-Match", "\"e\"").statusCode())
                .isEqualTo(304);
        HttpResponse<byte[]> other = node.get(OBJECTS + "other");
        assertThat(other.statusCode()).isEqualTo(502);
        assertThat(text(other)).contains("BACKEND_FAILED").contains("127.0.0.1");
    }

    @Test
    void bodyThatBreaksOffIsNotServedAsWholeAndNotStored() throws Exception {
        origin.store("/data/k", random(1 << 20), "\"e\"");
        origin.manner = Manner.BREAKS_OFF;

        assertThatThrownBy(() -> node.get(OBJECTS + "k")).isInstanceOf(IOException.class);

        assertThat(text(node.get("/v1/buckets/backed"))).doesNotContain("\"k\"");
        origin.manner = Manner.WELL;
        assertThat(node.get(OBJECTS + "k").body()).isEqualTo(random(1 << 20));
    }

    @Test
    void backendsErrorsAreToldAsTheBackends() throws Exception {
        assertThat(node.get(OBJECTS + "none").statusCode()).isEqualTo(404);
        assertThat(node.send("HEAD", OBJECTS + "none", new byte[0]).statusCode())
                .isEqualTo(404);

        origin.manner = Manner.FAILS;
        assertThat(node.get(OBJECTS + "k").statusCode()).isEqualTo(502);
        assertThat(node.send("HEAD", OBJECTS + "k", new byte[0]).statusCode()).isEqualTo(502);
        origin.manner = Manner.REDIRECTS;
        assertThat(text(node.get(OBJECTS + "k"))).contains("status 302").contains("final address");
    }

    @Test
    void latestVersionIsAskedFor() throws Exception {
        origin.store("/data/k", bytes("old"), "\"1\"");
        assertThat(text(node.get(OBJECTS + "k"))).isEqualTo("old");
        assertThat(text(node.get(OBJECTS + "k?latest-ver=true"))).isEqualTo("old");

        origin.store("/data/k", bytes("new"), "\"2\"");
        assertThat(text(node.get(OBJECTS + "k"))).isEqualTo("old");
        assertThat(text(node.get(OBJECTS + "k?latest-ver=true"))).isEqualTo("new");
        assertThat(text(node.get(OBJECTS + "k"))).isEqualTo("new");

        origin.remove("/data/k");
        assertThat(node.get(OBJECTS + "k?latest-ver=true").statusCode()).isEqualTo(404);
        assertThat(node.get(OBJECTS + "k").statusCode()).isEqualTo(404);
    }

    @Test
    void rangesAndHeadsOfColdObjectsAreServed() throws Exception {
        byte[] body = random(800_000);
        origin.store("/data/a%20b/%C3%BC", body, "\"e\"");

        HttpResponse<byte[]> head = node.send("HEAD", OBJECTS + "a%20b/%C3%BC", new byte[0]);
        assertThat(head.headers().firstValue("content-length")).contains("800000");
        assertThat(head.headers().firstValue("ais-present")).contains("false");
        HttpResponse<byte[]> range = node.get(OBJECTS + "a%20b/%C3%BC", "Range", "bytes=700000-");

        assertThat(range.statusCode()).isEqualTo(206);
        assertThat(range.body()).isEqualTo(Arrays.copyOfRange(body, 700_000, 800_000));
        assertThat(origin.count("GET /data/a%20b/%C3%BC")).isEqualTo(1);
    }

    @Test
    void bucketIsReadOnlyAndSaysWhereItsObjectsComeFrom() throws Exception {
        HttpResponse<byte[]> put = node.send("PUT", OBJECTS + "k", bytes("x"));
        assertThat(put.statusCode()).isEqualTo(405);
        assertThat(text(put)).contains("READ_ONLY").contains(origin.url("/data/"));
        assertThat(node.send("DELETE", OBJECTS + "k", new byte[0]).statusCode()).isEqualTo(405);

        assertThat(text(node.get("/v1/buckets"))).contains(origin.url("/data/"));
        node.close();
        node = RunningNode.start(folder.resolve("data"));
        assertThat(node.send("HEAD", "/v1/buckets/backed", new byte[0])
                        .headers()
                        .firstValue("ais-bucket-props"))
                .hasValueSatisfying(props -> assertThat(props).contains(origin.url("/data/")));
        assertThat(create("bad", "ftp://host/").statusCode()).isEqualTo(400);
    }

    @Test
    void connectionsToBackendsAreInTheView() throws Exception {
        for (int i = 0; i < 10; i++) {
            origin.store("/data/" + i, random(100), null);
            assertThat(node.get(OBJECTS + i).statusCode()).isEqualTo(200);
        }

        String view = text(node.get("/v1/connections"));
        assertThat(view)
                .contains("\"layer\" : \"backends\"")
                .contains("\"host\" : \"" + origin.url(""))
                .contains("net.http.backend_idle_conn_time");
        assertThat(text(node.get("/_metrics"))).containsPattern("cistern_connections_reused_total\\{.*backends.*\\} 9");
    }

    private HttpResponse<byte[]> create(String bucket, String backend) throws Exception {
        return node.send(
                "POST",
                "/v1/buckets/" + bucket,
                bytes("{\"action\":\"create-bck\",\"value\":{\"backend\":\"" + backend + "\"}}"));
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
