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
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code transport.*} does to connections that are there, setting by setting. */
@Timeout(60)
class LiveTransportTest {
    private static final int SMALL = 1 << 18;
    private static final int LARGE = 1 << 22;

    private final Rig rig = new Rig(settings(Rig.HTTP2.transport()), null);
    private final List<HttpConnection> connections = new CopyOnWriteArrayList<>();
    private final List<HttpServerRequest> unanswered = new CopyOnWriteArrayList<>();
    private final AtomicLong http1 = new AtomicLong();
    private final AtomicLong http2 = new AtomicLong();
    private final Origin origin = serve();

    @AfterEach
    void close() {
        rig.close();
    }

    /** Speaks both protocols on one port; echoes bodies, and leaves a request for {@code /wait} to the test. */
    private Origin serve() {
        var server = rig.vertx
                .createHttpServer()
                .connectionHandler(connections::add)
                .requestHandler(request -> {
                    (request.version() == HttpVersion.HTTP_2 ? http2 : http1).incrementAndGet();
                    if ("/wait".equals(request.path())) {
                        unanswered.add(request);
                    } else {
                        request.body().onSuccess(body -> request.response().end(body));
                    }
                });
        return new Origin("127.0.0.1", await(server.listen(0, "127.0.0.1")).actualPort(), false);
    }

    private static ClientSettings settings(TransportSettings transport) {
        return new ClientSettings(Rig.POOL, transport);
    }

    private static TransportSettings heartbeat(Duration interval, Duration timeout, boolean enabled) {
        return new TransportSettings(interval, timeout, LARGE, LARGE, PeerProtocol.HTTP2, enabled);
    }

    private static TransportSettings windows(int bytes) {
        return new TransportSettings(Duration.ofHours(1), Duration.ofHours(1), bytes, bytes, PeerProtocol.HTTP2, true);
    }

    private static TransportSettings speaking(PeerProtocol protocol) {
        TransportSettings same = Rig.HTTP2.transport();
        return new TransportSettings(
                same.heartbeatInterval(),
                same.idleTimeout(),
                same.connWindowBytes(),
                same.streamWindowBytes(),
                protocol,
                false);
    }

    private void apply(TransportSettings transport) {
        await(rig.client.apply(settings(transport)));
    }

    private static PeerProtocol otherThan(PeerProtocol protocol) {
        return protocol == PeerProtocol.HTTP1 ? PeerProtocol.HTTP2 : PeerProtocol.HTTP1;
    }

    private HttpRequest put(String body) {
        return Rig.request(HttpMethod.PUT, origin, "/a", RequestBody.of(Buffer.buffer(body)));
    }

    @ParameterizedTest
    @EnumSource(PeerProtocol.class)
    void idleConnectionsOfTheFormerProtocolAreClosed(PeerProtocol former) {
        apply(speaking(former));
        assertThat(await(rig.fetch(put("one"))).body()).hasToString("one");
        rig.eventually(() -> rig.figures().idle() == 1);
        long before = rig.closes(CloseReason.CONFIG_DRAIN);
        apply(speaking(otherThan(former)));
        assertThat(rig.closes(CloseReason.CONFIG_DRAIN)).isEqualTo(before + 1);
        assertThat(rig.figures().open()).isZero();
        assertThat(await(rig.fetch(put("two"))).body()).hasToString("two");
        assertThat(http1).hasValue(1);
        assertThat(http2).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource(PeerProtocol.class)
    void activeConnectionOfTheFormerProtocolFinishesAndIsClosed(PeerProtocol former) {
        apply(speaking(former));
        Future<Rig.Answer> slow = rig.fetch(HttpRequest.get(origin, "/wait"));
        rig.eventually(() -> unanswered.size() == 1);
        apply(speaking(otherThan(former)));
        assertThat(rig.figures().draining()).isEqualTo(1);
        assertThat(await(rig.fetch(put("new"))).body()).hasToString("new");
        await(unanswered.get(0).response().end("old"));
        assertThat(await(slow).body()).hasToString("old");
        rig.eventually(() -> rig.closes(CloseReason.CONFIG_DRAIN) == 1);
        assertThat(rig.figures().open()).isEqualTo(1);
    }

    @Test
    void protocolSwitchedToAndFroUnderLoadCostsNothing() {
        List<Future<Rig.Answer>> answers = new ArrayList<>();
        for (int flip = 0; flip < 60; flip++) {
            for (int request = 0; request < 20; request++) {
                answers.add(rig.fetch(put("body " + flip + " " + request)));
                if (request == 0) {
                    assertThat(await(answers.get(20 * flip)).status()).isEqualTo(200);
                }
            }
            apply(speaking(flip % 2 == 0 ? PeerProtocol.HTTP1 : PeerProtocol.HTTP2));
        }
        for (int at = 0; at < answers.size(); at++) {
            assertThat(await(answers.get(at)).body()).hasToString("body " + at / 20 + " " + at % 20);
        }
        assertThat(http1).hasPositiveValue();
        assertThat(http2).hasPositiveValue();
        assertThat(http1.get() + http2.get()).isEqualTo(answers.size());
        assertThat(rig.client.retries()).isZero();
        apply(speaking(PeerProtocol.HTTP1));
        rig.eventually(() -> rig.client.figures().hosts().entrySet().stream()
                .allMatch(host ->
                        host.getKey().scheme().equals("http") || host.getValue().open() == 0));
    }

    @Test
    void noConnectionsOfTheFormerProtocolAreKeptReady() {
        PoolSettings one = Rig.POOL;
        PoolSettings ready = new PoolSettings(
                one.idleTime(),
                one.idleConns(),
                one.idleConnsPerHost(),
                one.connsPerHost(),
                one.maxWaiters(),
                one.acquireTimeout(),
                one.dialsPerHost(),
                one.connectTimeout(),
                one.tlsTimeout(),
                one.maxLifetime(),
                2,
                one.maxRequests(),
                one.dialRate(),
                one.idleConnBytes());
        await(rig.client.apply(new ClientSettings(ready, speaking(PeerProtocol.HTTP1))));
        await(rig.fetch(put("one")));
        rig.eventually(() -> rig.figures().idle() == 1);
        rig.pass(Duration.ofSeconds(1));
        rig.eventually(() -> rig.figures().idle() == 2);
        await(rig.client.apply(new ClientSettings(ready, speaking(PeerProtocol.HTTP2))));
        await(rig.fetch(put("two")));
        rig.eventually(() -> rig.figures().idle() == 1);
        rig.pass(Duration.ofSeconds(1));
        rig.eventually(() -> rig.figures().idle() == 2);
        assertThat(rig.client.figures().hosts()).allSatisfy((host, figures) -> assertThat(figures.open())
                .isEqualTo(host.scheme().equals("h2c") ? 2 : 0));
    }

    @Test
    void keepaliveSwitchedOnReachesAnOpenConnection() throws InterruptedException {
        apply(heartbeat(Duration.ofSeconds(2), Duration.ofSeconds(10), false));
        silentPeerIsFoundOutAfter(heartbeat(Duration.ofSeconds(2), Duration.ofSeconds(10), true));
    }

    @Test
    void shorterHeartbeatReachesAnOpenConnection() throws InterruptedException {
        apply(heartbeat(Duration.ofHours(2), Duration.ofSeconds(10), true));
        silentPeerIsFoundOutAfter(heartbeat(Duration.ofSeconds(2), Duration.ofSeconds(10), true));
    }

    private void silentPeerIsFoundOutAfter(TransportSettings change) throws InterruptedException {
        CountDownLatch pinged = new CountDownLatch(1);
        try (RawPeer peer = new RawPeer(link -> saySettingsAlone(link, pinged))) {
            Future<Rig.Answer> stuck = rig.fetch(Rig.request(HttpMethod.POST, peer.origin(), "/", RequestBody.none()));
            rig.eventually(() -> rig.figures().leases() == 1);
            rig.pass(Duration.ofSeconds(5));
            assertThat(pinged.getCount()).isEqualTo(1);
            apply(change);
            assertThat(pinged.await(60, TimeUnit.SECONDS)).isTrue();
            rig.pass(Duration.ofSeconds(10));
            assertThat(failure(stuck).kind()).isEqualTo(Kind.CONNECTION_LOST);
            assertThat(rig.closes(CloseReason.PING_TIMEOUT)).isEqualTo(1);
        }
    }

    private static void saySettingsAlone(RawPeer.Link link, CountDownLatch pinged) throws java.io.IOException {
        int prefaceBytes = 24;
        int pingFrame = 6;
        link.socket.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
        assertThat(link.bytes(prefaceBytes)).startsWith('P', 'R', 'I');
        while (true) {
            ByteBuffer frame = ByteBuffer.wrap(link.bytes(9));
            if (frame.get(3) == pingFrame) {
                pinged.countDown();
            }
            assertThat(link.bytes(frame.getInt(0) >>> 8)).isNotNull();
        }
    }

    @Test
    void widerWindowsReachOpenConnectionsAndNarrowerOnesNewOnes() {
        apply(windows(SMALL));
        assertThat(await(rig.fetch(put("one"))).body()).hasToString("one");
        apply(windows(LARGE));
        rig.eventually(() -> streamWindow(0) == LARGE);
        apply(windows(SMALL));
        assertThat(await(rig.fetch(put("two"))).body()).hasToString("two");
        assertThat(streamWindow(0)).isEqualTo(LARGE);
        connections.get(0).goAway(0);
        rig.eventually(() -> rig.figures().open() == 0);
        assertThat(await(rig.fetch(put("three"))).body()).hasToString("three");
        assertThat(connections).hasSize(2);
        assertThat(streamWindow(1)).isEqualTo(SMALL);
    }

    private long streamWindow(int connection) {
        return connections.get(connection).remoteSettings().getInitialWindowSize();
    }

    @Test
    void peerThatFindsPingsTooManyGetsHalfAsMany() {
        long enhanceYourCalm = 11;
        Future<Rig.Answer> answer = rig.fetch(HttpRequest.get(origin, "/wait"));
        rig.eventually(() -> unanswered.size() == 1);
        HttpConnection strict = connections.get(0);
        strict.pingHandler(ping -> strict.goAway(enhanceYourCalm, Integer.MAX_VALUE, Buffer.buffer("too_many_pings")));
        rig.pass(Duration.ofSeconds(2));
        rig.eventually(() -> rig.closes(CloseReason.GOAWAY) == 1);
        assertThat(rig.client.hosts().values())
                .extracting(HostFigures::permittedHeartbeat)
                .containsExactly(Duration.ofSeconds(4));
        rig.eventually(() -> unanswered.size() == 2);
        assertThat(timeOfPings(connections.get(1), 4)).isGreaterThanOrEqualTo(Duration.ofSeconds(3 + 3 * 4));
        await(unanswered.get(1).response().end("calm"));
        assertThat(await(answer).body()).hasToString("calm");
    }

    /** Lets time pass in steps until so many PINGs have come; gives how much it was. */
    private Duration timeOfPings(HttpConnection at, int count) {
        List<Buffer> pings = new CopyOnWriteArrayList<>();
        at.pingHandler(pings::add);
        int[] steps = new int[1];
        rig.eventually(() -> {
            rig.pass(Duration.ofMillis(20));
            steps[0]++;
            LockSupport.parkNanos(1_000_000);
            return pings.size() >= count;
        });
        return Duration.ofMillis(20L * steps[0]);
    }

    @Test
    void goAwayForAnotherReasonChangesNoHeartbeat() {
        assertThat(await(rig.fetch(put("one"))).body()).hasToString("one");
        connections.get(0).goAway(11);
        rig.eventually(() -> rig.closes(CloseReason.GOAWAY) == 1);
        rig.eventually(() -> rig.client.hosts().isEmpty());
    }
}
