package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that go away in the middle of a response do no harm, and are not counted as the node's failures, but as answers that did not get to their end. */
final class ClientsThatLeaveTest {
    private static final int TRIES = 500;
    private static final String OBJECT = "/v1/objects/leaving/large";

    @Test
    void aConnectionClosedInMidResponseIsNoFailure(@TempDir Path folder) throws Exception {
        try (RunningNode node = nodeWithLargeObject(folder)) {
            for (int i = 0; i < 5; i++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
                    socket.getOutputStream()
                            .write(("GET " + OBJECT + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                                    .getBytes(StandardCharsets.ISO_8859_1));
                    assertThat(socket.getInputStream().readNBytes(10_000)).hasSize(10_000);
                }
            }

            assertThat(onceNothingIsActive(node))
                    .contains("\ncistern_requests_failed_total 0.0\n")
                    .contains("\ncistern_http_request_duration_seconds_count{code=\"cut\",method=\"GET\"} 5\n")
                    .contains("\ncistern_http_request_duration_seconds_count{code=\"200\",method=\"PUT\"} 1\n");
        }
    }

    @Test
    void aStreamResetInMidResponseIsNoFailure(@TempDir Path folder) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (RunningNode node = nodeWithLargeObject(folder)) {
            HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false));
            for (int i = 0; i < 5; i++) {
                HttpClientResponse response = client.request(HttpMethod.GET, node.port(), "127.0.0.1", OBJECT)
                        .compose(request -> request.send()
                                .onSuccess(HttpClientResponse::pause)
                                .onSuccess(answered -> request.reset(8)))
                        .await(60, TimeUnit.SECONDS);
                assertThat(response.statusCode()).isEqualTo(200);
            }

            assertThat(onceNothingIsActive(node))
                    .contains("\ncistern_requests_failed_total 0.0\n")
                    .contains("\ncistern_http_request_duration_seconds_count{code=\"cut\",method=\"GET\"} 5\n")
                    .contains("\ncistern_http_request_duration_seconds_count{code=\"200\",method=\"PUT\"} 1\n");
        } finally {
            vertx.close().await(60, TimeUnit.SECONDS);
        }
    }

    private static RunningNode nodeWithLargeObject(Path folder) throws Exception {
        RunningNode node = RunningNode.start(folder.resolve("data"));
        node.createBucket("leaving");
        assertThat(node.send("PUT", OBJECT, new byte[16 << 20]).statusCode()).isEqualTo(200);
        return node;
    }

    private static String onceNothingIsActive(RunningNode node) throws Exception {
        for (int i = 0; i < TRIES; i++) {
            String metrics = RunningNode.text(node.get("/_metrics"));
            if (metrics.contains("cistern_connections_active{layer=\"clients\"} 1.0")) {
                return metrics;
            }
        }
        throw new AssertionError("a request that nobody waits for is still active");
    }
}
