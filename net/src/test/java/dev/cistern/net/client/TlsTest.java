package dev.cistern.net.client;

import static dev.cistern.net.client.Rig.await;
import static dev.cistern.net.client.Rig.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.PeerProtocol;
import dev.cistern.conf.PoolSettings;
import dev.cistern.conf.TransportSettings;
import dev.cistern.net.Certificate;
import dev.cistern.net.CloseReason;
import dev.cistern.net.client.RequestFailedException.Kind;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static @Nullable Certificate ours;

    private Rig rig = new Rig(Rig.SETTINGS, trust());
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final List<HttpServerResponse> held = new CopyOnWriteArrayList<>();

    /** What the server saw of a request. */
    private record Seen(HttpVersion version, String serverName, long sessionMadeAtMillis) {}

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) throws IOException, InterruptedException {
        ours = Certificate.make(folder, "ours");
    }

    private static PfxOptions trust() {
        return certificate().options();
    }

    private static Certificate certificate() {
        return Objects.requireNonNull(ours);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private Origin serve(String name, boolean http2) {
        var options = new HttpServerOptions()
                .setSsl(true)
                .setSni(true)
                .setUseAlpn(true)
                .setAlpnVersions(
                        http2 ? List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1) : List.of(HttpVersion.HTTP_1_1))
                .setKeyCertOptions(trust());
        var server = rig.vertx.createHttpServer(options).requestHandler(request -> {
            seen.add(new Seen(
                    request.version(),
                    String.valueOf(request.connection().indicatedServerName()),
                    request.sslSession().getCreationTime()));
            if ("/last".equals(request.path())) {
                request.response().putHeader("Connection", "close");
            }
            if ("/held".equals(request.path())) {
                held.add(request.response());
            } else {
                request.response().end("secret");
            }
        });
        return new Origin(name, await(server.listen(0, "127.0.0.1")).actualPort(), true);
    }

    @Test
    void serverNameIsIndicatedAndTheConnectionReused() {
        Origin origin = serve("localhost", false);
        assertThat(rig.get(origin, "/")).isEqualTo("secret");
        assertThat(rig.get(origin, "/")).isEqualTo("secret");
        assertThat(seen).extracting(Seen::serverName).containsOnly("localhost");
        assertThat(seen).extracting(Seen::version).containsOnly(HttpVersion.HTTP_1_1);
        assertThat(rig.figures().dials()).isEqualTo(1);
    }

    @Test
    void addressIsVerifiedAndNotIndicated() {
        assertThat(rig.get(serve("127.0.0.1", false), "/")).isEqualTo("secret");
        assertThat(seen).extracting(Seen::serverName).containsOnly("null");
    }

    @Test
    void sessionIsResumedOnTheNextConnection() {
        Origin origin = serve("localhost", false);
        for (int connection = 0; connection < 3; connection++) {
            long before = System.currentTimeMillis();
            rig.eventually(() -> System.currentTimeMillis() != before);
            assertThat(rig.get(origin, "/last")).isEqualTo("secret");
        }
        assertThat(rig.figures().dials()).isEqualTo(3);
        assertThat(seen)
                .extracting(Seen::sessionMadeAtMillis)
                .containsOnly(seen.get(0).sessionMadeAtMillis());
    }

    @Test
    void resumedHandshakesAreCountedOverEventLoops() {
        Origin origin = serve("localhost", false);
        for (int connection = 0; connection < 6; connection++) {
            long before = System.currentTimeMillis();
            rig.eventually(() -> System.currentTimeMillis() != before);
            assertThat(rig.getOnLoop(connection, origin, "/last")).isEqualTo("secret");
        }
        assertThat(rig.figures().dials()).isEqualTo(6);
        assertThat(rig.client.handshakes()).isEqualTo(new TlsHandshakes(1, 5));
        assertThat(seen)
                .extracting(Seen::sessionMadeAtMillis)
                .containsOnly(seen.get(0).sessionMadeAtMillis());
    }

    @Test
    void sessionOfOneHostIsNotTakenToAnother() {
        Origin one = serve("localhost", false);
        Origin other = serve("localhost", false);
        assertThat(rig.get(one, "/last")).isEqualTo("secret");
        assertThat(rig.get(other, "/last")).isEqualTo("secret");
        assertThat(rig.client.handshakes()).isEqualTo(new TlsHandshakes(2, 0));
    }

    @Test
    void originWithAPrivateRootIsBelievedOnceItsRootIsAndNoLongerThanThat() {
        rig.close();
        rig = new Rig(Rig.SETTINGS, null);
        Origin origin = serve("localhost", false);
        assertThat(failure(rig.fetch(HttpRequest.get(origin, "/"))).kind()).isEqualTo(Kind.TLS);

        assertThat(await(rig.client.trust(certificate().roots()))).isZero();
        assertThat(rig.get(origin, "/")).isEqualTo("secret");
        assertThat(rig.client.handshakes()).isEqualTo(new TlsHandshakes(1, 0));

        assertThat(await(rig.client.trust(null))).isEqualTo(1);
        rig.pass(Dialer.TRUST_DRAIN);
        rig.eventually(() -> rig.closes(CloseReason.CONFIG_DRAIN) == 1);
        assertThat(failure(rig.fetch(HttpRequest.get(origin, "/"))).kind()).isEqualTo(Kind.TLS);
    }

    @Test
    void requestInFlightFinishesUnderTheTrustItBeganWith() {
        Origin origin = serve("localhost", false);
        var answer = rig.fetch(HttpRequest.get(origin, "/held"));
        rig.eventually(() -> held.size() == 1);

        assertThat(await(rig.client.trust(certificate().roots()))).isEqualTo(1);
        rig.pass(Dialer.TRUST_DRAIN);
        assertThat(rig.get(origin, "/")).isEqualTo("secret");
        rig.eventually(() -> rig.figures().draining() == 1);
        held.get(0).end("late");

        assertThat(await(answer).body()).hasToString("late");
        rig.eventually(() -> rig.closes(CloseReason.CONFIG_DRAIN) == 1);
        assertThat(rig.figures().dials()).isEqualTo(2);
    }

    @Test
    void http2IsAgreedOnWhereThePeerOffersIt() {
        rig.close();
        rig = new Rig(Rig.HTTP2, trust());
        assertThat(rig.get(serve("localhost", true), "/")).isEqualTo("secret");
        Origin old = serve("localhost", false);
        assertThat(rig.get(old, "/")).isEqualTo("secret");
        assertThat(rig.get(old, "/")).isEqualTo("secret");
        assertThat(seen)
                .extracting(Seen::version)
                .containsExactly(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1, HttpVersion.HTTP_1_1);
        assertThat(rig.figures().dials()).isEqualTo(2);
    }

    @Test
    void strangerIsNotBelieved(@TempDir Path folder) throws IOException, InterruptedException {
        rig.close();
        rig = new Rig(Rig.SETTINGS, Certificate.make(folder, "other").options());
        Origin stranger = serve("localhost", false);
        RequestFailedException failure = failure(rig.fetch(HttpRequest.get(stranger, "/")));
        assertThat(failure.kind()).isEqualTo(Kind.TLS);
        assertThat(failure).hasMessageContaining("TLS handshake with https://localhost:" + stranger.port());
        rig.eventually(() -> rig.closes(CloseReason.TLS_FAIL) == 1);
    }

    @Test
    void silentPeerIsGivenUpAfterTheTlsTimeout() {
        rig.close();
        rig = new Rig(quick(PeerProtocol.HTTP1), null);
        try (RawPeer silent = new RawPeer(RawPeer.Link::untilClosed)) {
            Origin origin = new Origin("localhost", silent.port(), true);
            RequestFailedException failure = failure(rig.fetch(HttpRequest.get(origin, "/")));
            assertThat(failure.kind()).isEqualTo(Kind.TLS);
            assertThat(failure).hasMessageContaining("40ms");
        }
    }

    @Test
    void peerThatDoesNotSpeakHttp2IsGivenUp() {
        rig.close();
        rig = new Rig(quick(PeerProtocol.HTTP2), null);
        try (RawPeer silent = new RawPeer(RawPeer.Link::untilClosed)) {
            RequestFailedException failure = failure(rig.fetch(HttpRequest.get(silent.origin(), "/")));
            assertThat(failure.kind()).isEqualTo(Kind.CONNECT);
            assertThat(failure).hasMessageContaining("did not speak HTTP/2 within 340 ms");
        }
    }

    private static ClientSettings quick(PeerProtocol protocol) {
        PoolSettings all = Rig.POOL;
        PoolSettings pool = new PoolSettings(
                all.idleTime(),
                10,
                10,
                10,
                10,
                all.acquireTimeout(),
                10,
                Duration.ofMillis(300),
                Duration.ofMillis(40),
                all.maxLifetime(),
                0,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                9 * 1024);
        return new ClientSettings(
                pool,
                new TransportSettings(Duration.ofSeconds(2), Duration.ofSeconds(10), 1 << 24, 1 << 22, protocol, true));
    }

    @Test
    void peerThatDoesNotSpeakTlsIsAnError() {
        try (RawPeer plain = new RawPeer(link -> {
            link.bytes(5);
            link.send(RawPeer.ok("plain"));
        })) {
            Origin origin = new Origin("localhost", plain.port(), true);
            assertThat(failure(rig.fetch(HttpRequest.get(origin, "/"))).kind()).isEqualTo(Kind.TLS);
        }
    }
}
