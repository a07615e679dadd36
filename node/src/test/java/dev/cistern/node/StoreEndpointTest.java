package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store of a running node, looked after over HTTP. */
final class StoreEndpointTest {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    @TempDir
    private Path folder = Path.of("");

    private static JsonObject json(RunningNode node, String path) throws Exception {
        HttpResponse<byte[]> answer = node.get(path);
        assertThat(answer.statusCode()).as(path + " " + text(answer)).isEqualTo(200);
        return new JsonObject(text(answer));
    }

    private static JsonObject done(RunningNode node, String work) throws Exception {
        HttpResponse<byte[]> started = node.send(
                "POST", "/v1/store/" + work, bytes("{\"action\":\"start\"}"), "Content-Type", "application/json");
        assertThat(started.statusCode()).as(text(started)).isEqualTo(200);
        long end = System.nanoTime() + PATIENCE_NANOS;
        JsonObject now = json(node, "/v1/store/" + work);
        while (now.getString("state").equals("running") && System.nanoTime() < end) {
            now = json(node, "/v1/store/" + work);
        }
        return now;
    }

    @Test
    void storeIsCountedReadAndComparedAndDamageIsToldByAMetric() throws Exception {
        Path data = folder.resolve("data");
        try (RunningNode node = RunningNode.start(data, "store.scrub_rate=1GiB")) {
            node.createBucket("photos");
            assertThat(node.send("PUT", "/v1/objects/photos/k", new byte[100_000])
                            .statusCode())
                    .isEqualTo(200);

            JsonObject bucket =
                    json(node, "/v1/store/usage").getJsonArray("buckets").getJsonObject(0);
            assertThat(bucket.getLong("objects")).isEqualTo(1);
            assertThat(bucket.getLong("bytes")).isEqualTo(100_000);
            assertThat(done(node, "scrub").getLong("problems")).isZero();
            assertThat(done(node, "check").getLong("problems")).isZero();
            assertThat(done(node, "compact").getString("state")).isEqualTo("done");
            assertThat(json(node, "/v1/store/orphans").getInteger("orphans")).isZero();
            assertThat(json(node, "/v1/store").getJsonObject("disk").getLong("free_min_bytes"))
                    .isPositive();
            assertThat(text(node.get("/_metrics"))).contains("cistern_scrub_damaged 0.0");

            try (Stream<Path> blobs = Files.walk(data.resolve("blobs"))) {
                Files.delete(blobs.filter(Files::isRegularFile).findFirst().orElseThrow());
            }
            assertThat(done(node, "scrub").getLong("problems")).isEqualTo(1);
            assertThat(text(node.get("/_metrics"))).contains("cistern_scrub_damaged 1.0");
        }
    }

    @Test
    void scrubIsHeldByItsRateAndPausedAndCancelled() throws Exception {
        try (RunningNode node = RunningNode.start(folder.resolve("data"), "store.scrub_rate=1KiB")) {
            node.createBucket("photos");
            assertThat(node.send("PUT", "/v1/objects/photos/k", new byte[4 << 20])
                            .statusCode())
                    .isEqualTo(200);
            String[][] orders = {
                {"start", "running"}, {"pause", "paused"}, {"resume", "running"}, {"cancel", "cancelled"}
            };
            for (String[] order : orders) {
                HttpResponse<byte[]> told = node.send(
                        "POST",
                        "/v1/store/scrub",
                        bytes("{\"action\":\"" + order[0] + "\"}"),
                        "Content-Type",
                        "application/json");
                assertThat(new JsonObject(text(told)).getString("state")).isEqualTo(order[1]);
            }
        }
    }

    @Test
    void whatIsNoOrderOrNoWorkIsExplained() throws Exception {
        try (RunningNode node = RunningNode.start(folder.resolve("data"))) {
            HttpResponse<byte[]> order = node.send(
                    "POST", "/v1/store/scrub", bytes("{\"action\":\"go\"}"), "Content-Type", "application/json");
            assertThat(order.statusCode()).isEqualTo(400);
            assertThat(text(order)).contains("start, pause, resume or cancel, not 'go'");
            assertThat(node.get("/v1/store/none").statusCode()).isEqualTo(404);
            assertThat(text(node.get("/v1/store/none"))).contains("usage, disks, scrub, check, compact and orphans");
            assertThat(node.send("DELETE", "/v1/store/scrub", bytes("")).statusCode())
                    .isEqualTo(405);
        }
    }
}
