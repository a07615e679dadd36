package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much a bucket in front of another node's keeps, as it is said and seen over HTTP. */
final class KeptBucketsTest {
    private static final int OBJECTS = 10;
    private static final int SIZE = 1_000;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    @TempDir
    private Path folder = Path.of("");

    private RunningNode far = unstarted();
    private RunningNode node = unstarted();

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        far = RunningNode.start(folder.resolve("far"));
        node = RunningNode.start(folder.resolve("node"));
        far.createBucket("far");
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        far.close();
    }

    private HttpResponse<byte[]> send(String method, String bucket, String action, JsonObject value) throws Exception {
        JsonObject body = new JsonObject().put("action", action).put("value", value);
        return node.send(method, "/v1/buckets/" + bucket, bytes(body.encode()), "Content-Type", "application/json");
    }

    private JsonObject backed() {
        return new JsonObject().put("backend", "s3://far/?anonymous=true&endpoint=http://127.0.0.1:" + far.port());
    }

    private JsonObject only(String path) throws Exception {
        return new JsonArray(text(node.get(path))).getJsonObject(0);
    }

    @Test
    void limitIsSetLaterAndKept() throws Exception {
        assertThat(send("POST", "near", "create-bck", backed().put("good_for_seconds", 60))
                        .statusCode())
                .isEqualTo(200);
        byte[] object = new byte[SIZE];
        for (int i = 0; i < OBJECTS; i++) {
            assertThat(far.send("PUT", "/v1/objects/far/" + i, object).statusCode())
                    .isEqualTo(200);
            assertThat(node.get("/v1/objects/near/" + i).body()).hasSize(SIZE);
        }
        assertThat(only("/v1/backends").containsKey("kept_bytes")).isFalse();

        JsonObject limit = new JsonObject().put("keep_at_most_bytes", 5 * SIZE);
        assertThat(send("PATCH", "near", "set-bprops", limit).statusCode()).isEqualTo(200);
        assertThat(only("/v1/buckets").getLong("keep_at_most_bytes")).isEqualTo(5L * SIZE);
        assertThat(only("/v1/buckets").getLong("good_for_seconds")).isEqualTo(60);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (only("/v1/backends").getLong("kept_bytes", Long.MAX_VALUE) > 4L * SIZE) {
            assertThat(System.nanoTime()).as(only("/v1/backends").encode()).isLessThan(deadline);
            Thread.onSpinWait();
        }

        assertThat(text(node.get("/_metrics"))).containsPattern("cistern_evicted_objects_total(\\{.*\\})? 6\\.0");
        assertThat(node.get("/v1/objects/near/0").body()).hasSize(SIZE);
        assertThat(send("PATCH", "near", "set-bprops", new JsonObject().putNull("keep_at_most_bytes"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(only("/v1/buckets").containsKey("keep_at_most_bytes")).isFalse();
    }

    @Test
    void whatIsNoLimitIsRefusedWithWhatWouldBeOne() throws Exception {
        node.createBucket("own");
        assertThat(send("POST", "near", "create-bck", backed()).statusCode()).isEqualTo(200);
        JsonObject limit = new JsonObject().put("keep_at_most_bytes", 1);

        assertRefused(send("PATCH", "own", "set-bprops", limit), "has no backend");
        assertRefused(send("POST", "other", "create-bck", limit), "for a bucket with a \"backend\"");
        assertRefused(
                send("POST", "other", "create-bck", new JsonObject().put("good_for_seconds", 1)),
                "for a bucket with a \"backend\"");
        assertRefused(
                send("PATCH", "near", "set-bprops", new JsonObject().put("keep_at_most_bytes", "1GiB")),
                "a whole number of bytes");
        assertRefused(send("PATCH", "near", "set-bprops", new JsonObject()), "nothing to set");
        assertThat(send("PATCH", "none", "set-bprops", limit).statusCode()).isEqualTo(404);
    }

    private static void assertRefused(HttpResponse<byte[]> answer, String why) {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(400);
        assertThat(new JsonObject(text(answer)).getString("message")).contains(why);
    }
}
