package dev.cistern.net.client;

import static dev.cistern.net.client.Rig.await;
import static dev.cistern.net.client.Rig.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.PeerProtocol;
import dev.cistern.conf.PoolSettings;
import dev.cistern.conf.TransportSettings;
import dev.cistern.net.CloseReason;
import dev.cistern.net.client.RequestFailedException.Kind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Http2Test {
    private static final int STREAMS = 10;
    private final Rig rig = new Rig(Rig.HTTP2, null);
    private final List<HttpConnection> connections = new CopyOnWriteArrayList<>();
    private final List<HttpServerRequest> unanswered = new CopyOnWriteArrayList<>();
    private final CountDownLatch pinged = new CountDownLatch(1);
    private final Origin origin = serve();

    @AfterEach
    void close() {
        rig.close();
    }

    /** Echoes bodies; leaves a request for {@code /wait} to the test. */
    private Origin serve() {
        var options = new HttpServerOptions().setInitialSettings(new Http2Settings().setMaxConcurrentStreams(STREAMS));
        var server = rig.vertx
                .createHttpServer(options)
                .connectionHandler(connections::add)
                .requestHandler(request -> {
                    if ("/wait".equals(request.path())) {
                        unanswered.add(request);
                    } else if ("/refuse".equals(request.path())) {
                        request.pause();
                        request.response().setStatusCode(403).end().onFailure(gone -> {});
                    } else {
                        request.body().onSuccess(body -> request.response().end(body));
                    }
                });
        return new Origin("127.0.0.1", await(server.listen(0, "127.0.0.1")).actualPort(), false);
    }

    private HttpRequest put(String body) {
        return Rig.request(HttpMethod.PUT, origin, "/a", RequestBody.of(Buffer.buffer(body)));
    }

    @Test
    void streamsOverTheLimitOfAConnectionGetAnother() {
        List<Future<Rig.Answer>> answers = new ArrayList<>();
        for (int request = 0; request < 3 * STREAMS; request++) {
            answers.add(rig.fetch(HttpRequest.get(origin, "/wait")));
        }
        rig.eventually(() -> unanswered.size() == 3 * STREAMS);
        assertThat(connections).hasSizeBetween(3, 6);
        assertThat(rig.figures().leases()).isEqualTo(3 * STREAMS);
        unanswered.forEach(request -> await(request.response().end("ok")));
        answers.forEach(answer -> assertThat(await(answer).body()).hasToString("ok"));
        assertThat(await(rig.fetch(put("again"))).body()).hasToString("again");
        assertThat(rig.figures().dials()).isEqualTo(connections.size());
    }

    @Test
    void requestThatFollowsOnAnAnswerFindsRoomOnAFullConnection() {
        await(rig.client.apply(new ClientSettings(connections(1), Rig.HTTP2.transport())));
        List<Future<Integer>> chains = new ArrayList<>();
        for (int chain = 0; chain < 2 * STREAMS; chain++) {
            chains.add(oneAfterAnother(200));
        }
        chains.forEach(chain -> assertThat(await(chain)).isZero());
        assertThat(connections).hasSize(1);
    }

    /** Each is sent as soon as the one before has been read. */
    private Future<Integer> oneAfterAnother(int left) {
        return left == 0
                ? Future.succeededFuture(0)
                : rig.fetch(put("one")).compose(answer -> oneAfterAnother(left - 1));
    }

    @Test
    void peerThatAnswersWithoutTakingTheBodyCostsNoStream() {
        Buffer more = Buffer.buffer(new byte[4 << 20]);
        for (int refused = 0; refused < 2 * STREAMS; refused++) {
            HttpRequest large = Rig.request(HttpMethod.PUT, origin, "/refuse", RequestBody.of(more));
            assertThat(await(rig.fetch(large)).status()).isEqualTo(403);
        }
        rig.eventually(() -> rig.figures().leases() == 0);
        assertThat(await(rig.fetch(put("two"))).body()).hasToString("two");
    }

    private static PoolSettings connections(int most) {
        PoolSettings usual = Rig.POOL;
        return new PoolSettings(
                usual.idleTime(),
                usual.idleConns(),
                most,
                most,
                usual.maxWaiters(),
                usual.acquireTimeout(),
                usual.dialsPerHost(),
                usual.connectTimeout(),
                usual.tlsTimeout(),
                usual.maxLifetime(),
                usual.minIdle(),
                usual.maxRequests(),
                usual.dialRate(),
                usual.idleConnBytes());
    }

    @Test
    void streamedBodyIsEchoed() {
        RequestBody body = RequestBody.once(new Source(500), 500L * Source.CHUNK_BYTES);
        Rig.Answer answer = await(rig.fetch(Rig.request(HttpMethod.PUT, origin, "/a", body)));
        assertThat(answer.body().length()).isEqualTo(500 * Source.CHUNK_BYTES);
    }

    @Test
    void cancelledRequestLeavesItsConnectionOpen() {
        assertThat(await(rig.fetch(put("one"))).body()).hasToString("one");
        Call call = rig.client.start(HttpRequest.get(origin, "/wait"));
        rig.eventually(() -> unanswered.size() == 1);
        call.cancel();
        assertThat(failure(call.response()).kind()).isEqualTo(Kind.CANCELLED);
        rig.eventually(() -> rig.figures().leases() == 0);
        assertThat(await(rig.fetch(put("two"))).body()).hasToString("two");
        assertThat(connections).hasSize(1);
    }

    @Test
    void connectionThatWasToldToGoAwayFinishesAndTakesNothingNew() {
        Future<Rig.Answer> slow = rig.fetch(HttpRequest.get(origin, "/wait"));
        rig.eventually(() -> unanswered.size() == 1);
        connections.get(0).goAway(0);
        rig.eventually(() -> rig.figures().draining() == 1);
        assertThat(await(rig.fetch(put("new"))).body()).hasToString("new");
        assertThat(connections).hasSize(2);
        await(unanswered.get(0).response().end("old"));
        assertThat(await(slow).body()).hasToString("old");
        rig.eventually(() -> rig.closes(CloseReason.GOAWAY) == 1);
    }

    @Test
    void silentPeerIsGivenUpAfterAnUnansweredPing() throws InterruptedException {
        try (RawPeer peer = silentAfterTheFirstSettings()) {
            Future<Rig.Answer> stuck = rig.fetch(Rig.request(HttpMethod.POST, peer.origin(), "/", RequestBody.none()));
            rig.eventually(() -> rig.figures().leases() == 1);
            rig.pass(Duration.ofSeconds(3));
            assertThat(pinged.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(stuck.isComplete()).isFalse();
            rig.pass(Duration.ofSeconds(10));
            assertThat(failure(stuck).kind()).isEqualTo(Kind.CONNECTION_LOST);
            assertThat(rig.closes(CloseReason.PING_TIMEOUT)).isEqualTo(1);
        }
    }

    @Test
    void silentPeerIsLeftAloneWithoutKeepalive() {
        var off = new TransportSettings(
                Duration.ofSeconds(2), Duration.ofSeconds(10), 1 << 24, 1 << 22, PeerProtocol.HTTP2, false);
        await(rig.client.apply(new ClientSettings(Rig.POOL, off)));
        try (RawPeer peer = silentAfterTheFirstSettings()) {
            Future<Rig.Answer> stuck = rig.fetch(HttpRequest.get(peer.origin(), "/"));
            assertThat(rig.failureAfter(Duration.ofSeconds(1), stuck).kind()).isEqualTo(Kind.RESPONSE_TIMEOUT);
            assertThat(rig.closes(CloseReason.PING_TIMEOUT)).isZero();
        }
    }

    private RawPeer silentAfterTheFirstSettings() {
        int prefaceBytes = 24;
        int pingFrame = 6;
        return new RawPeer(link -> {
            link.socket.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
            assertThat(link.bytes(prefaceBytes)).startsWith('P', 'R', 'I');
            while (true) {
                ByteBuffer frame = ByteBuffer.wrap(link.bytes(9));
                if (frame.get(3) == pingFrame) {
                    pinged.countDown();
                }
                assertThat(link.bytes(frame.getInt(0) >>> 8)).isNotNull();
            }
        });
    }

    @Test
    void livingPeerAnswersItsPings() {
        assertThat(await(rig.fetch(put("one"))).body()).hasToString("one");
        Future<Rig.Answer> slow = rig.fetch(HttpRequest.get(origin, "/wait"));
        rig.eventually(() -> unanswered.size() == 1);
        var pings = new CopyOnWriteArrayList<Buffer>();
        connections.get(0).pingHandler(pings::add);
        rig.eventually(() -> {
            rig.pass(Duration.ofMillis(10));
            LockSupport.parkNanos(1_000_000);
            return pings.size() >= 3;
        });
        await(unanswered.get(0).response().end("ok"));
        assertThat(await(slow).body()).hasToString("ok");
        assertThat(rig.figures().dials()).isEqualTo(1);
    }

    @Test
    void widerWindowsReachAnOpenConnection() {
        await(rig.fetch(put("one")));
        assertThat(connections.get(0).remoteSettings().getInitialWindowSize()).isEqualTo(1 << 22);
        var wide = new TransportSettings(
                Duration.ofSeconds(2), Duration.ofSeconds(10), 1 << 26, 1 << 24, PeerProtocol.HTTP2, true);
        await(rig.client.apply(new ClientSettings(Rig.POOL, wide)));
        rig.eventually(() -> connections.get(0).remoteSettings().getInitialWindowSize() == 1 << 24);
        assertThat(await(rig.fetch(put("two"))).body()).hasToString("two");
        assertThat(connections).hasSize(1);
    }
}
