package dev.cistern.net.server;

import static dev.cistern.net.server.Front.SETTINGS;
import static dev.cistern.net.server.Front.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.ServerSettings;
import dev.cistern.net.CloseReason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection is drained after so many requests, and how long connections wait between them is counted. */
@Timeout(60)
final class MaxRequestsTest {
    private static Front front(ServerSettings settings) {
        return new Front(
                settings, (HttpServerRequest request) -> request.response().end(request.uri()));
    }

    private static ServerSettings maxRequests(int requests) {
        return new ServerSettings(
                SETTINGS.idleTime(),
                SETTINGS.headerTimeout(),
                SETTINGS.maxConns(),
                SETTINGS.maxLifetime(),
                requests,
                SETTINGS.drainTime());
    }

    @Test
    void lastRequestOfAConnectionIsToldSo() {
        try (Front front = front(maxRequests(3));
                Client client = front.connect()) {
            assertThat(client.get("/1").response()).doesNotContain("connection: close");
            assertThat(client.get("/2").response()).doesNotContain("connection: close");
            assertThat(client.get("/3").response())
                    .contains("connection: close")
                    .endsWith("/3");
            assertThat(client.rest()).isEmpty();
            assertThat(front.closes(CloseReason.MAX_REQUESTS)).isEqualTo(1);
        }
    }

    @Test
    void pipelinedRequestsBehindTheLastAreAnswered() {
        try (Front front = front(maxRequests(1));
                Client client = front.connect()) {
            client.send("GET /1 HTTP/1.1\r\nHost: here\r\n\r\nGET /2 HTTP/1.1\r\nHost: here\r\n\r\n");
            assertThat(client.rest()).contains("/1").containsOnlyOnce("connection: close");
            assertThat(front.closes(CloseReason.MAX_REQUESTS)).isEqualTo(1);
        }
    }

    @Test
    void loweredNumberReachesAConnectionThatHasServedMore() {
        try (Front front = front(SETTINGS);
                Client client = front.connect()) {
            client.get("/1").response();
            client.get("/2").response();
            front.eventually(f -> f.idle() == 1);
            front.apply(maxRequests(2));
            assertThat(front.figures().draining()).isEqualTo(1);
            assertThat(client.get("/3").response())
                    .contains("connection: close")
                    .endsWith("/3");
            assertThat(client.rest()).isEmpty();
            assertThat(front.closes(CloseReason.MAX_REQUESTS)).isEqualTo(1);
        }
    }

    @Test
    void http2PeerIsToldToGoAwayAndFinishes() {
        try (Front front = front(maxRequests(2))) {
            var client = front.vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false));
            HttpClientConnection connection = await(
                    client.connect(new HttpConnectOptions().setHost("127.0.0.1").setPort(front.port)));
            Promise<Void> goAway = Promise.promise();
            Promise<Void> closed = Promise.promise();
            connection.goAwayHandler(away -> goAway.tryComplete());
            connection.closeHandler(closed::complete);
            assertThat(await(get(connection, "/1"))).hasToString("/1");
            assertThat(goAway.future().isComplete()).isFalse();
            assertThat(await(get(connection, "/2"))).hasToString("/2");
            await(goAway.future());
            front.eventually(f -> f.idle() == 1);
            front.pass(Duration.ofMillis(250));
            await(closed.future());
            assertThat(front.closes(CloseReason.MAX_REQUESTS)).isEqualTo(1);
            await(client.close());
        }
    }

    private static Future<Buffer> get(HttpClientConnection connection, String path) {
        return connection
                .request(new RequestOptions().setMethod(HttpMethod.GET).setURI(path))
                .compose(request -> request.send())
                .compose(HttpClientResponse::body);
    }

    @Test
    void waitsBetweenRequestsAreCountedAndTheFirstIsNone() {
        try (Front front = front(SETTINGS);
                Client client = front.connect()) {
            front.eventually(f -> f.idle() == 1);
            front.pass(Duration.ofSeconds(15));
            client.get("/1").response();
            front.eventually(f -> f.idle() == 1);
            front.pass(Duration.ofSeconds(7));
            client.get("/2").response();
            ServerFigures figures = front.eventually(f -> f.idle() == 1);
            assertThat(figures.gaps())
                    .filteredOn(bucket -> bucket.count() > 0)
                    .containsExactly(new ServerFigures.Bucket(Duration.ofSeconds(10), 1));
            ServerTraffic traffic = front.connections.traffic();
            assertThat(traffic.gaps()).isEqualTo(figures.gaps());
            assertThat(traffic.seconds()).hasSize(23);
            assertThat(traffic.seconds().get(0).accepted()).isEqualTo(1);
            assertThat(traffic.seconds().get(15).arrivals()).isEqualTo(1);
            assertThat(traffic.seconds().get(22).returned()).isEqualTo(1);
            assertThat(traffic.seconds().get(22).peakConcurrency()).isEqualTo(1);
            assertThat(traffic.seconds().get(22).peakOpen()).isEqualTo(1);
        }
    }
}
