package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloud that is gone blocks nothing that is here, is said to be gone, and is noticed when it is back. */
final class DeadCloudTest {
    @TempDir
    private Path folder = Path.of("");

    private RunningNode far = unstarted();
    private RunningNode node = unstarted();
    private S3Client here = new S3Client(0, "any", "anything");

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        far = RunningNode.start(folder.resolve("far"));
        node = RunningNode.start(
                folder.resolve("node"),
                "net.http.backend_attempts=2",
                "net.http.backend_deadline=2s",
                "net.http.backend_failures=4",
                "net.http.backend_recheck_time=100ms");
        here = new S3Client(node.port(), "any", "anything");
        far.createBucket("far");
        for (String key : new String[] {"a", "b/1", "b/2", "c"}) {
            assertThat(far.send("PUT", "/v1/objects/far/" + key, bytes("body of " + key))
                            .statusCode())
                    .isEqualTo(200);
        }
        JsonObject command = new JsonObject()
                .put("action", "create-bck")
                .put(
                        "value",
                        new JsonObject()
                                .put("backend", "s3://far/?anonymous=true&endpoint=http://127.0.0.1:" + far.port()));
        assertThat(node.send("POST", "/v1/buckets/near", bytes(command.encode()), "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(200);
        assertThat(text(node.get("/v1/objects/near/a"))).isEqualTo("body of a");
        assertThat(text(node.get("/v1/objects/near/b/1"))).isEqualTo("body of b/1");
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        far.close();
    }

    private JsonObject host() throws Exception {
        JsonArray hosts = new JsonObject(text(node.get("/v1/connections?layer=backends")))
                .getJsonArray("layers")
                .getJsonObject(0)
                .getJsonArray("hosts");
        assertThat(hosts).hasSize(1);
        return hosts.getJsonObject(0);
    }

    @Test
    void whatIsHereIsServedAndWhatIsNotFailsAtOnceSayingWhoseFaultItIs() throws Exception {
        far.close();

        for (int i = 0; i < 4; i++) {
            var cold = here.send("GET", "/near/c", new byte[0]);
            assertThat(S3Client.outcome(cold)).isEqualTo("502 BadGateway");
            assertThat(S3Client.text(cold)).contains("the backend s3://far at 127.0.0.1");
        }
        var gone = here.send("GET", "/near/c", new byte[0]);
        assertThat(S3Client.text(gone)).contains("taken for gone after").contains("asked again in");
        assertThat(text(node.get("/v1/objects/near/a"))).isEqualTo("body of a");
        assertThat(host().getString("trouble")).contains("taken for gone");
        assertThat(host().getJsonObject("figures").getInteger("gone")).isEqualTo(1);
        assertThat(text(node.get("/_metrics")))
                .contains("cistern_host_connections_gone{host=\"http://127.0.0.1:" + far.port()
                        + "\",layer=\"backends\"} 1.0");
    }

    @Test
    void listShowsWhatIsHereAndSaysSoToThoseWhoAskForThatAndFailsForOthers() throws Exception {
        String whole = text(node.get("/v1/buckets/near?fallback=stored"));
        assertThat(new JsonObject(whole).getJsonArray("entries")).hasSize(4);
        assertThat(whole).doesNotContain("stored_only");
        far.close();

        JsonObject stored = new JsonObject(text(node.get("/v1/buckets/near?fallback=stored")));
        assertThat(stored.getJsonArray("entries").stream().map(entry -> ((JsonObject) entry).getString("name")))
                .containsExactly("a", "b/1");
        assertThat(stored.getString("stored_only")).contains("the backend s3://far");
        assertThat(node.get("/v1/buckets/near").statusCode()).isEqualTo(502);
        assertThat(S3Client.outcome(here.send("GET", "/near?list-type=2", new byte[0])))
                .startsWith("502");
        assertThat(node.get("/v1/buckets/near?fallback=maybe").statusCode()).isEqualTo(400);
    }
}
