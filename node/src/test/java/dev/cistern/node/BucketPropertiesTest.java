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

/** The durability of a bucket as it is said and seen over HTTP. */
final class BucketPropertiesTest {
    @TempDir
    private Path folder = Path.of("");

    private RunningNode node = unstarted();

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("node"), "store.durability=sync");
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    private HttpResponse<byte[]> send(String method, String action, JsonObject value) throws Exception {
        JsonObject body = new JsonObject().put("action", action).put("value", value);
        return node.send(method, "/v1/buckets/scratch", bytes(body.encode()), "Content-Type", "application/json");
    }

    private JsonObject listed() throws Exception {
        return new JsonArray(text(node.get("/v1/buckets"))).getJsonObject(0);
    }

    private String syncs() throws Exception {
        return text(node.get("/_metrics"))
                .lines()
                .filter(line -> line.startsWith("cistern_engine_record_syncs_total"))
                .findFirst()
                .orElseThrow();
    }

    private void put(String key) throws Exception {
        assertThat(node.send("PUT", "/v1/objects/scratch/" + key, new byte[10]).statusCode())
                .isEqualTo(200);
    }

    @Test
    void durabilityOfABucketIsMadeListedChangedAndTakenBack() throws Exception {
        assertThat(send("POST", "create-bck", new JsonObject().put("durability", "os"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(listed().getString("durability")).isEqualTo("os");
        String before = syncs();
        put("a");
        assertThat(syncs()).isEqualTo(before);

        assertThat(send("PATCH", "set-bprops", new JsonObject().put("durability", "sync"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(listed().getString("durability")).isEqualTo("sync");
        String changed = syncs();
        put("b");
        assertThat(syncs()).isNotEqualTo(changed);

        assertThat(send("PATCH", "set-bprops", new JsonObject().putNull("durability"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(listed().containsKey("durability")).isFalse();
    }

    @Test
    void whatIsNoDurabilityIsRefused() throws Exception {
        JsonObject never = new JsonObject().put("durability", "never");

        HttpResponse<byte[]> made = send("POST", "create-bck", never);
        assertThat(made.statusCode()).isEqualTo(400);
        assertThat(text(made)).contains("durability is 'sync' or 'os', not 'never'");
        node.createBucket("scratch");
        assertThat(send("PATCH", "set-bprops", never).statusCode()).isEqualTo(400);
        assertThat(text(send("PATCH", "set-bprops", new JsonObject()))).contains("or durability");
    }
}
