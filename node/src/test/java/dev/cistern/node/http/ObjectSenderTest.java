package dev.cistern.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.OpenObject;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Memory that an object lends is its own until the client has what was in it, or has gone. */
final class ObjectSenderTest {
    /** More than a client's window, and what two sockets take. */
    private static final int BYTES = 24 << 20;

    private final Vertx vertx = Vertx.vertx();
    private final Lent object = new Lent();
    private final HttpServer server = await(vertx.createHttpServer()
            .requestHandler(request -> {
                if ("/object".equals(request.path())) {
                    Future<Void> unused = ObjectSender.send(request, object);
                } else {
                    Future<Void> unused = request.response().end("pong");
                }
            })
            .listen(0, "127.0.0.1"));

    /** An object whose bytes come as one chunk. */
    private static final class Lent implements OpenObject {
        private final byte[] bytes = new byte[BYTES];
        private final Promise<Void> closed = Promise.promise();
        private long given;

        Lent() {
            new Random(1).nextBytes(bytes);
        }

        @Override
        public ObjectInfo info() {
            return new ObjectInfo(
                    new ObjectName(new BucketName("bucket"), "key"), BYTES, "", 1, Instant.EPOCH, Map.of(), Map.of());
        }

        @Override
        public long offset() {
            return 0;
        }

        @Override
        public long length() {
            return BYTES;
        }

        @Override
        public long remaining() {
            return BYTES - given;
        }

        @Override
        public Future<Chunk> next() {
            given = BYTES;
            return Future.succeededFuture(new Chunk.Bytes(Buffer.buffer(bytes), true));
        }

        @Override
        public void close() {
            closed.complete();
        }
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(60, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("it did not happen", e);
        }
    }

    private HttpClient client(HttpVersion version) {
        return vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false),
                new PoolOptions().setHttp1MaxSize(2));
    }

    private HttpClientResponse paused(HttpClient client) {
        return await(
                request(client, "/object").compose(request -> request.send().onSuccess(HttpClientResponse::pause)));
    }

    private Future<HttpClientRequest> request(HttpClient client, String path) {
        return client.request(HttpMethod.GET, server.actualPort(), "127.0.0.1", path);
    }

    /** What was sent before it has been dealt with. */
    private void roundTrips(HttpClient client) {
        for (int i = 0; i < 20; i++) {
            assertThat(await(request(client, "/ping")
                            .compose(HttpClientRequest::send)
                            .compose(HttpClientResponse::body)))
                    .hasToString("pong");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void objectIsClosedWhenTheClientHasAllOfIt(HttpVersion version) {
        HttpClient client = client(version);
        HttpClientResponse response = paused(client);
        roundTrips(client(version)); // Another one: the first has no window left.
        assertThat(object.closed.future().isComplete()).isFalse();

        Future<Buffer> body = response.body();
        response.resume();
        assertThat(await(body).getBytes()).isEqualTo(object.bytes);
        await(object.closed.future());
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void objectIsClosedWhenTheClientHasGone(HttpVersion version) {
        HttpClient client = client(version);
        HttpClientResponse response = paused(client);
        assertThat(object.closed.future().isComplete()).isFalse();

        await(response.request().connection().close());
        await(object.closed.future());
    }
}
