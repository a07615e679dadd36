package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloud that never answers a request by chance, and does answer the same one sent once more. */
final class SlowCloudTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void readIsHedgedOnceTheSettingSaysSoAndTheLayerShowsIt() throws Exception {
        try (OriginServer origin = new OriginServer();
                RunningNode node = RunningNode.start(folder.resolve("node"), "net.http.backend_deadline=10m")) {
            origin.store("/o/object", bytes("as it is"), "\"1\"");
            JsonObject create = new JsonObject()
                    .put("action", "create-bck")
                    .put("value", new JsonObject().put("backend", origin.url("/o/")));
            var created =
                    node.send("POST", "/v1/buckets/near", bytes(create.encode()), "Content-Type", "application/json");
            assertThat(created.statusCode()).as(text(created)).isEqualTo(200);
            var set = node.send("PUT", "/v1/settings", bytes("{\"set\":{\"net.http.backend_hedge_after\":\"20ms\"}}"));
            assertThat(set.statusCode()).as(text(set)).isEqualTo(200);
            origin.silences.set(1);

            assertThat(text(node.get("/v1/objects/near/object"))).isEqualTo("as it is");
            assertThat(origin.count("GET /o/object")).isEqualTo(2);
            JsonObject figures = new JsonObject(text(node.get("/v1/connections?layer=backends")))
                    .getJsonArray("layers")
                    .getJsonObject(0)
                    .getJsonObject("figures");
            assertThat(figures.getInteger("hedged")).isEqualTo(1);
            assertThat(figures.getInteger("hedges_won")).isEqualTo(1);
            assertThat(figures.getInteger("hedges_unpaid")).isZero();
            assertThat(text(node.get("/_metrics")))
                    .contains("cistern_connections_hedges_won_total{layer=\"backends\"} 1.0");
        }
    }
}
