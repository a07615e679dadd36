package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /v1/connections} and the node's state of a real node with a real backend. */
final class ConnectionsViewTest {
    @TempDir
    private Path folder = Path.of("");

    private OriginServer origin = unstarted();
    private RunningNode node = unstarted();

    @BeforeEach
    void start() throws Exception {
        Path file = Files.writeString(folder.resolve("cistern.yaml"), """
                net:
                  http:
                    backend_conns_per_host: 40
                    idle_conn_time: 30s
                """);
        origin = new OriginServer();
        node = RunningNode.start(folder.resolve("data"), List.of(file));
        String body = "{\"action\":\"create-bck\",\"value\":{\"backend\":\"" + origin.url("/data/") + "\"}}";
        assertThat(node.send("POST", "/v1/buckets/backed", bytes(body)).statusCode())
                .isEqualTo(200);
        for (int i = 0; i < 10; i++) {
            origin.store("/data/" + i, new byte[100], null);
            assertThat(node.get("/v1/objects/backed/" + i).statusCode()).isEqualTo(200);
        }
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        origin.close();
    }

    private JsonObject view(String query) throws Exception {
        return new JsonObject(text(node.get("/v1/connections" + query)));
    }

    private static JsonObject limit(JsonObject of, String key) {
        return of.getJsonArray("limits").stream()
                .map(JsonObject.class::cast)
                .filter(limit -> limit.getString("key").equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void layersAreThereInOrderWithTheirFigures() throws Exception {
        JsonArray layers = view("").getJsonArray("layers");

        assertThat(layers.stream().map(layer -> ((JsonObject) layer).getString("layer")))
                .containsExactly("clients", "peers", "backends");
        JsonObject backends = layers.getJsonObject(2);
        assertThat(backends.getInteger("number")).isEqualTo(3);
        assertThat(backends.getJsonObject("figures").getInteger("requests")).isEqualTo(10);
        assertThat(backends.getJsonObject("figures").getInteger("dials")).isEqualTo(1);
        assertThat(backends.getDouble("dials_per_1000")).isEqualTo(100.0);
        assertThat(backends.getDouble("dial_times_p99_ms")).isPositive();
        assertThat(backends.getDouble("acquire_times_p50_ms")).isPositive();
        JsonObject host = backends.getJsonArray("hosts").getJsonObject(0);
        assertThat(host.getString("host")).isEqualTo(origin.url(""));
        assertThat(host.getJsonObject("figures").getInteger("reused")).isEqualTo(9);
    }

    @Test
    void oneLayerCanBeAskedForByNameOrNumber() throws Exception {
        assertThat(view("?layer=peers").getJsonArray("layers")).hasSize(1);
        assertThat(view("?layer=2").getJsonArray("layers").getJsonObject(0).getString("layer"))
                .isEqualTo("peers");
    }

    @Test
    void unknownLayerIsRefusedWithThoseThatThereAre() throws Exception {
        var answer = node.get("/v1/connections?layer=cloud");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(text(answer))
                .contains("there is no connection layer 'cloud'; there are clients (1), peers (2), backends (3)");
    }

    @Test
    void oneHostCanBeAskedForWithOrWithoutItsScheme() throws Exception {
        String host = origin.url("");
        for (String name : List.of(host, host.substring("http://".length()))) {
            JsonArray layers = view("?host=" + name).getJsonArray("layers");
            assertThat(layers).hasSize(1);
            assertThat(layers.getJsonObject(0).getJsonArray("hosts")).hasSize(1);
        }
        var answer = node.get("/v1/connections?host=10.1.1.1:1");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(text(answer)).contains("no connection leads to a host '10.1.1.1:1'; known are " + host);
    }

    @Test
    void everyLimitSaysWhyItIsWhatItIs() throws Exception {
        String change = "{\"scope\":\"cluster\",\"set\":{\"net.http.backend_dials_per_host\":\"5\"}}";
        assertThat(node.send("PUT", "/v1/settings", bytes(change)).statusCode()).isEqualTo(200);

        JsonObject backends = view("?layer=3").getJsonArray("layers").getJsonObject(0);
        assertThat(limit(backends, "net.http.backend_tls_timeout").getString("why"))
                .isEqualTo("default");
        assertThat(limit(backends, "net.http.backend_conns_per_host").getString("why"))
                .matches("file .*cistern\\.yaml:3");
        assertThat(limit(backends, "net.http.backend_dials_per_host").getString("why"))
                .matches("cluster override by 127\\.0\\.0\\.1 at 20.*Z");
        JsonObject clamped = limit(view("?layer=2").getJsonArray("layers").getJsonObject(0), "net.http.idle_conn_time");
        assertThat(clamped.getString("effective")).isEqualTo("17.75s");
        assertThat(clamped.getString("why"))
                .matches(
                        "clamped to 17\\.75s: must end before the peer closes: .*; 30s is from: file .*cistern\\.yaml:4");
    }

    @Test
    void alertsAreListedAllOfThemWithTheirState() throws Exception {
        JsonArray alerts = view("").getJsonArray("alerts");

        assertThat(alerts).hasSizeGreaterThan(8);
        assertThat(alerts.getJsonObject(0).getString("alert")).isEqualTo("CisternConnectionsHigh");
        assertThat(alerts.getJsonObject(0).getString("state")).isEqualTo("ok");
    }

    @Test
    void healthyNodeShowsAIStoresFlagsOfOne() throws Exception {
        for (String path : List.of("/v1/daemon", "/v1/cluster")) {
            JsonObject status = new JsonObject(text(node.get(path + "?what=node_status")));
            assertThat(status.getString("status")).isEqualTo("online");
            assertThat(status.getJsonObject("cluster").getInteger("flags")).isEqualTo(6);
            assertThat(status.getJsonArray("alerts")).isEmpty();
            assertThat(status.getJsonObject("snode").getString("daemon_type")).isEqualTo("target");
        }
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // started before any test
    private static <T> T unstarted() {
        return null;
    }
}
