package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Advice of a real node on real requests to a real backend. */
final class AdviceTest {
    private static final String PER_HOST = "net.http.backend_idle_conns_per_host";
    private static final int CROWD = 12;

    @TempDir
    private Path folder = Path.of("");

    private OriginServer origin = unstarted();
    private RunningNode node = unstarted();

    /** Keeps one idle connection to a backend, far too few. */
    @BeforeEach
    void start() throws Exception {
        origin = new OriginServer();
        node = RunningNode.start(folder.resolve("data"), PER_HOST + "=1");
        HttpResponse<byte[]> created = node.send(
                "POST",
                "/v1/buckets/backed",
                bytes("{\"action\":\"create-bck\",\"value\":{\"backend\":\"" + origin.url("/") + "\"}}"));
        assertThat(created.statusCode()).isEqualTo(200);
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        origin.close();
    }

    /** Many readers at once of objects that are not stored yet, so that every read is a request to the backend. */
    private void read(int requests) throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(CROWD);
        List<Callable<Integer>> reads = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            String path = "/v1/objects/backed/" + i;
            origin.store("/" + i, bytes("object " + i), null);
            reads.add(() -> node.get(path).statusCode());
        }
        for (Future<Integer> status : readers.invokeAll(reads, 60, TimeUnit.SECONDS)) {
            assertThat(status.get()).isEqualTo(200);
        }
        readers.shutdown();
    }

    private JsonObject advice(String query) throws Exception {
        HttpResponse<byte[]> answer = node.get("/v1/advice" + query);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        return new JsonObject(text(answer));
    }

    private String refusal(String query) throws Exception {
        HttpResponse<byte[]> answer = node.get("/v1/advice" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        return text(answer);
    }

    private static String whatIf(String assignments) {
        return "?what_if=" + URLEncoder.encode(assignments, StandardCharsets.UTF_8);
    }

    private static JsonObject layer(JsonObject advice, String name) {
        return advice.getJsonArray("layers").stream()
                .map(JsonObject.class::cast)
                .filter(layer -> layer.getString("layer").equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void adviceIsMeasuredPredictedRecommendedAndAppliedAsOneChange() throws Exception {
        read(600);
        JsonObject advice = advice("");
        JsonObject backends = layer(advice, "backends");
        JsonObject host = backends.getJsonArray("hosts").getJsonObject(0);
        assertThat(host.getString("host")).isEqualTo(origin.url(""));
        assertThat(host.getJsonObject("load").getInteger("replayed_requests")).isEqualTo(600);
        assertThat(host.getJsonObject("measured").getDouble("dials_per_1000")).isPositive();
        assertThat(layer(advice, "clients").getJsonObject("load").getInteger("requests"))
                .isPositive();
        assertThat(layer(advice, "peers").getString("verdict")).startsWith("nothing to say");

        double now = host.getJsonObject("now").getDouble("dials_per_1000");
        double then = host.getJsonObject("recommended").getDouble("dials_per_1000");
        assertThat(then).isLessThan(now);
        JsonObject changes = advice.getJsonObject("changes");
        assertThat(changes.getString(PER_HOST)).isNotEqualTo("1");

        assertThat(text(node.get("/v1/settings/history"))).doesNotContain("revision");
        HttpResponse<byte[]> applied = node.send(
                "PUT",
                "/v1/settings",
                bytes(new JsonObject().put("set", changes).encode()));
        assertThat(applied.statusCode()).isEqualTo(200);
        assertThat(text(applied)).contains("\"revision\" : 1").contains(PER_HOST);
        assertThat(advice("").getJsonObject("changes").getString(PER_HOST)).isNull();
    }

    @Test
    void whatIfIsPlayedBesideWhatIsThere() throws Exception {
        read(300);
        JsonObject advice = advice(whatIf(PER_HOST + "=64,net.http.server_idle_time=1s,net.http.idle_conn_time=60s"));
        JsonObject host = layer(advice, "backends").getJsonArray("hosts").getJsonObject(0);
        assertThat(host.getJsonObject("what_if").getDouble("dials_per_1000"))
                .isLessThanOrEqualTo(host.getJsonObject("now").getDouble("dials_per_1000"));
        assertThat(layer(advice, "clients").getJsonObject("what_if").getDouble("met_closed_per_1000"))
                .isNotNegative();
        JsonObject clamped = advice.getJsonArray("what_if").getJsonObject(2);
        assertThat(clamped.getString("effective")).isEqualTo("500ms");
        assertThat(clamped.getString("reason")).startsWith("clamped to 500ms: must end before the peer closes");
        assertThat(text(node.get("/v1/settings?prefix=" + PER_HOST))).contains("\"effective\" : \"1\"");
    }

    @Test
    void oneLayerAndOneHostCanBeAskedFor() throws Exception {
        read(150);
        JsonObject advice = advice("?layer=backends&host=127.0.0.1");
        assertThat(advice.getJsonArray("layers")).hasSize(1);
        assertThat(layer(advice, "backends").getJsonArray("hosts")).hasSize(1);
        assertThat(layer(advice("?layer=backends&host=192.0.2.1"), "backends").getJsonArray("hosts"))
                .isEmpty();
    }

    @Test
    void badQuestionsAreToldWhatWouldBeRight() throws Exception {
        assertThat(refusal(whatIf("net.http.backend_idle_con_time=6s")))
                .contains("did you mean net.http.backend_idle_conn_time?");
        assertThat(refusal(whatIf(PER_HOST + "=many")))
                .contains("INVALID_SETTINGS")
                .contains(PER_HOST);
        assertThat(refusal(whatIf("store.inline_max=1KiB"))).contains("net.http");
        assertThat(refusal(whatIf(PER_HOST))).contains("KEY=VALUE");
        assertThat(refusal("?layer=cloud")).contains("clients, peers, backends");
        assertThat(refusal("?hots=a")).contains("layer, host and what_if");
        assertThat(node.send("PUT", "/v1/advice", bytes("{}")).statusCode()).isEqualTo(405);
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // started before any test
    private static <T> T unstarted() {
        return null;
    }
}
