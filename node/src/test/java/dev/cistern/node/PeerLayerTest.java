package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connection layer 2 of a running node, as its operator sees it. */
final class PeerLayerTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void peersAreALayerOfTheViewAndOfTheMetrics() throws Exception {
        try (RunningNode node = RunningNode.start(folder)) {
            assertThat(text(node.get("/v1/connections")))
                    .contains("\"layer\" : \"peers\"")
                    .contains("\"key\" : \"net.http.idle_conns_per_host\"")
                    .contains("\"key\" : \"transport.heartbeat_interval_ms\"");
            assertThat(text(node.get("/_metrics")))
                    .contains("cistern_connections_dials_total{layer=\"peers\"} 0.0")
                    .contains("cistern_connections_closed_total{layer=\"peers\",reason=\"config_drain\"} 0.0");
        }
    }

    @Test
    void everyKeyOfPeersAndTransportIsTakenUpLive() throws Exception {
        try (RunningNode node = RunningNode.start(folder)) {
            var changed = node.send(
                    "PUT",
                    "/v1/settings",
                    bytes("{\"set\":{\"net.http.idle_conns\":\"7\",\"transport.protocol\":\"http2\"}}"));

            assertThat(changed.statusCode()).as(text(changed)).isEqualTo(200);
            assertThat(text(changed)).contains("idle_connections_closed").doesNotContain("restart_required");
            assertThat(text(node.get("/v1/connections"))).contains("\"value\" : \"http2\"");
        }
    }
}
