package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks of a running node, set and ordered over HTTP. */
final class DisksEndpointTest {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    @TempDir
    private Path folder = Path.of("");

    private static HttpResponse<byte[]> set(RunningNode node, String disks) throws Exception {
        return node.send(
                "PUT",
                "/v1/settings",
                bytes("{\"scope\":\"node\",\"set\":{\"store.disks\":\"" + disks + "\"}}"),
                "Content-Type",
                "application/json");
    }

    private static HttpResponse<byte[]> order(RunningNode node, String action, Path disk) throws Exception {
        return node.send(
                "POST",
                "/v1/store/disks",
                bytes("{\"action\":\"" + action + "\",\"path\":\"" + disk + "\"}"),
                "Content-Type",
                "application/json");
    }

    private static JsonObject disk(RunningNode node, int number) throws Exception {
        return new JsonObject(text(node.get("/v1/store/disks")))
                .getJsonArray("disks")
                .getJsonObject(number);
    }

    private static void put(RunningNode node, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            assertThat(node.send("PUT", "/v1/objects/photos/k" + i, new byte[20_000])
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void diskIsAddedDrainedAndLeftOutWhileTheNodeRuns() throws Exception {
        Path b = Files.createDirectories(folder.resolve("b"));
        try (RunningNode node = RunningNode.start(folder.resolve("data"))) {
            node.createBucket("photos");
            HttpResponse<byte[]> wrong = set(node, folder.resolve("none").toString());
            assertThat(wrong.statusCode()).as(text(wrong)).isEqualTo(400);
            assertThat(text(wrong)).contains("there is no such folder");

            HttpResponse<byte[]> added = set(node, b.toString());
            assertThat(added.statusCode()).as(text(added)).isEqualTo(200);
            assertThat(disk(node, 1).getString("state")).isEqualTo("ok");
            put(node, 40);

            HttpResponse<byte[]> refused = set(node, "off");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(text(refused)).contains("store disks drain " + b);
            assertThat(order(node, "empty", b).statusCode()).isEqualTo(400);
            assertThat(order(node, "drain", b).statusCode()).isEqualTo(200);
            long end = System.nanoTime() + PATIENCE_NANOS;
            while (!disk(node, 1).getString("state").equals("drained") && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(disk(node, 1).getJsonObject("drain").getLong("moved_blobs"))
                    .isPositive();
            HttpResponse<byte[]> without = set(node, "off");
            assertThat(without.statusCode()).as(text(without)).isEqualTo(200);
            assertThat(new JsonObject(text(node.get("/v1/store/disks"))).getJsonArray("disks"))
                    .hasSize(1);
            for (int i = 0; i < 40; i++) {
                assertThat(node.get("/v1/objects/photos/k" + i).body()).hasSize(20_000);
            }
        }
    }

    @Test
    void objectOnADiskThatIsGoneIs503AndSaysWhyAndTheAlertNamesIt() throws Exception {
        Path b = Files.createDirectories(folder.resolve("b"));
        try (RunningNode node = RunningNode.start(folder.resolve("data"), "store.disks=" + b)) {
            node.createBucket("photos");
            put(node, 40);
            Files.move(b, folder.resolve("away"));

            int away = 0;
            for (int i = 0; i < 40; i++) {
                HttpResponse<byte[]> answer = node.get("/v1/objects/photos/k" + i);
                if (answer.statusCode() != 200) {
                    assertThat(answer.statusCode()).isEqualTo(503);
                    assertThat(text(answer)).contains(b.toString()).contains("DISK_FAILED");
                    away++;
                }
            }
            assertThat(away).isBetween(5, 35);
            put(node, 10);
            assertThat(disk(node, 1).getString("state")).isEqualTo("failed");
            long end = System.nanoTime() + PATIENCE_NANOS;
            String alerts = "";
            while (!alerts.contains("disk " + b) && System.nanoTime() < end) {
                alerts = text(node.get("/v1/connections"));
            }
            assertThat(alerts).contains("disk " + b);
        }
    }
}
