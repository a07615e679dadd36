package dev.cistern.net.server;

import static dev.cistern.net.server.Front.SETTINGS;
import static dev.cistern.net.server.Front.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.ServerSettings;
import dev.cistern.net.CloseReason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 in clear text, with prior knowledge and by upgrade. */
final class Http2Test {
    private final Promise<HttpServerRequest> held = Promise.promise();
    /** Vert.x closes a client that nobody holds any more, and its connections with it. */
    private final List<HttpClientAgent> clients = new ArrayList<>();

    private Front front(ServerSettings settings) {
        return new Front(settings, request -> {
            if ("/slow".equals(request.path())) {
                held.complete(request);
            } else {
                request.response().end(request.version() + " " + request.path());
            }
        });
    }

    private HttpClientConnection connect(Front front, boolean upgrade) {
        HttpClientOptions options =
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(upgrade);
        HttpClientAgent client = front.vertx.createHttpClient(options);
        clients.add(client);
        return await(
                client.connect(new HttpConnectOptions().setHost("127.0.0.1").setPort(front.port)));
    }

    private static Future<Buffer> get(HttpClientConnection connection, String path) {
        return connection
                .request(new RequestOptions().setMethod(HttpMethod.GET).setURI(path))
                .compose(request -> request.send())
                .compose(HttpClientResponse::body);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void idleMeansNoOpenStream(boolean upgrade) {
        try (Front front = front(SETTINGS)) {
            HttpClientConnection client = connect(front, upgrade);
            assertThat(await(get(client, "/1"))).hasToString("HTTP_2 /1");
            Future<Buffer> slow = get(client, "/slow");
            HttpServerRequest request = await(held.future());
            Promise<Buffer> pinged = Promise.promise();
            request.connection().pingHandler(pinged::complete);
            front.pass(Duration.ofMinutes(30));
            request.response().end("at last");
            assertThat(await(slow)).hasToString("at last");
            front.eventually(f -> f.idle() == 1);
            front.pass(Duration.ofSeconds(19));
            client.ping(Buffer.buffer("12345678")).onFailure(failure -> {});
            assertThat(await(pinged.future())).hasToString("12345678");
            assertThat(front.figures().open()).isEqualTo(1);
            Promise<Void> closed = Promise.promise();
            client.closeHandler(closed::complete);
            front.pass(Duration.ofSeconds(1));
            await(closed.future());
            assertThat(front.closes(CloseReason.IDLE_TIMEOUT)).isEqualTo(1);
            assertThat(front.figures().requests()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lifetimeEndsWithGoAwayAndAfterTheLastStream(boolean upgrade) {
        ServerSettings patient = new ServerSettings(
                Duration.ofHours(9),
                SETTINGS.headerTimeout(),
                SETTINGS.maxConns(),
                SETTINGS.maxLifetime(),
                SETTINGS.maxRequests(),
                SETTINGS.drainTime());
        try (Front front = front(patient)) {
            HttpClientConnection client = connect(front, upgrade);
            Promise<Void> goAway = Promise.promise();
            Promise<Void> closed = Promise.promise();
            client.goAwayHandler(away -> goAway.tryComplete());
            client.closeHandler(closed::complete);
            Future<Buffer> slow = get(client, "/slow");
            HttpServerRequest request = await(held.future());
            front.pass(Duration.ofMinutes(67));
            await(goAway.future());
            assertThat(front.figures().draining()).isEqualTo(1);
            request.response().end("at last");
            assertThat(await(slow)).hasToString("at last");
            front.eventually(f -> f.idle() == 1);
            front.pass(Duration.ofMillis(250));
            await(closed.future());
            assertThat(front.closes(CloseReason.MAX_LIFETIME)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goAwayOfThePeerIsItsReason(boolean upgrade) {
        try (Front front = front(SETTINGS)) {
            HttpClientConnection client = connect(front, upgrade);
            assertThat(await(get(client, "/1"))).hasToString("HTTP_2 /1");
            await(client.close());
            front.eventually(f -> f.closes(CloseReason.GOAWAY) == 1);
        }
    }
}
