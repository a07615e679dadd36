package dev.cistern.net.server;

import static dev.cistern.net.server.Front.SETTINGS;
import static dev.cistern.net.server.Front.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.ServerSettings;
import dev.cistern.net.Certificate;
import dev.cistern.net.CloseReason;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections of clients over TLS. */
final class TlsTest {
    /** Closes nothing because it is idle. */
    private static final ServerSettings PATIENT = new ServerSettings(
            Duration.ofHours(1),
            SETTINGS.headerTimeout(),
            100,
            Duration.ofHours(10),
            Integer.MAX_VALUE,
            SETTINGS.drainTime());

    private static @Nullable Certificate first;
    private static @Nullable Certificate second;

    private final Promise<HttpServerRequest> held = Promise.promise();

    @BeforeAll
    static void makeCertificates(@TempDir Path folder) throws IOException, InterruptedException {
        first = Certificate.make(folder, "first");
        second = Certificate.make(folder, "second");
    }

    private static Certificate first() {
        return Objects.requireNonNull(first);
    }

    private static Certificate second() {
        return Objects.requireNonNull(second);
    }

    private Front front() {
        return front(SETTINGS);
    }

    private Front front(ServerSettings settings) {
        return new Front(Transport.NIO, settings, first().identity(), request -> {
            if ("/slow".equals(request.path())) {
                held.complete(request);
            } else {
                request.response().end(request.version() + " " + request.path());
            }
        });
    }

    private static Client connect(Front front) {
        return Client.secured(front.port, Certificate.believing(first()));
    }

    @Test
    void idleTimeCountsFromTheEndOfTheHandshakeAndIsToldInOrder() {
        try (Front front = front();
                Client client = connect(front)) {
            front.eventually(f -> f.idle() == 1);
            assertThat(front.figures().requests()).isZero();
            front.pass(Duration.ofSeconds(19));
            assertThat(client.get("/a").response())
                    .contains("keep-alive: timeout=20")
                    .endsWith("HTTP_1_1 /a");
            front.eventually(f -> f.idle() == 1);
            front.pass(Duration.ofSeconds(19));
            assertThat(front.figures().open()).isEqualTo(1);
            front.pass(Duration.ofSeconds(1));
            assertThat(client.rest()).isEmpty();
            assertThat(front.closes(CloseReason.IDLE_TIMEOUT)).isEqualTo(1);
        }
    }

    @Test
    void handshakeIsBoundedByTheHeaderTimeout() {
        try (Front front = front();
                Client half = front.connect()) {
            half.send("\u0016");
            front.eventually(f -> f.inHeader() == 1);
            front.pass(Duration.ofSeconds(15));
            assertThat(front.figures().open()).isEqualTo(1);
            front.pass(Duration.ofSeconds(1));
            assertThat(half.rest()).isEmpty();
            assertThat(front.closes(CloseReason.HEADER_TIMEOUT)).isEqualTo(1);
        }
    }

    @Test
    void whatIsNoHandshakeFailsAsTls() {
        try (Front front = front();
                Client plain = front.connect()) {
            plain.get("/");
            front.eventually(f -> f.closes(CloseReason.TLS_FAIL) == 1);
            assertThat(plain.rest()).doesNotContain("HTTP");
        }
    }

    @Test
    void clientThatDoesNotBelieveUsFailsAsTls() {
        try (Front front = front()) {
            SSLContext believesOthers = Certificate.believing(second());
            org.junit.jupiter.api.Assertions.assertThrows(
                    UncheckedIOException.class, () -> Client.secured(front.port, believesOthers));
            front.eventually(f -> f.closes(CloseReason.TLS_FAIL) == 1);
        }
    }

    @Test
    void probeOfThePortHasNotFailedAtAHandshake() {
        try (Front front = front()) {
            front.connect().close();
            front.eventually(f -> f.closes(CloseReason.PEER_FIN_IDLE) == 1);
        }
    }

    @Test
    void headerTimeoutCountsBytesOfTheRequest() {
        try (Front front = front();
                Client client = connect(front)) {
            front.eventually(f -> f.idle() == 1);
            client.send("GET / HT");
            front.eventually(f -> f.inHeader() == 1);
            front.pass(Duration.ofSeconds(16));
            assertThat(client.rest()).startsWith("HTTP/1.1 408 ").contains("16000 ms (net.http.header_timeout)");
            assertThat(front.closes(CloseReason.HEADER_TIMEOUT)).isEqualTo(1);
        }
    }

    @Test
    void slowHandlerIsNeverCut() {
        try (Front front = front();
                Client client = connect(front)) {
            client.get("/slow");
            HttpServerRequest request = await(held.future());
            front.pass(Duration.ofMinutes(5));
            await(request.response().end("late"));
            assertThat(client.response()).endsWith("late");
        }
    }

    @Test
    void unreadBodyIsLeftAfterTheAnswerHasArrived() {
        try (Front front = front();
                Client client = connect(front)) {
            client.send("POST /last HTTP/1.1\r\nHost: here\r\nContent-Length: 100000\r\n\r\nbegin");
            assertThat(client.response()).endsWith("/last");
            front.pass(Duration.ofSeconds(20));
            assertThat(client.rest()).isEmpty();
            assertThat(front.closes(CloseReason.BODY_UNDRAINED)).isEqualTo(1);
        }
    }

    @Test
    void otherCertificateIsShownToNewConnectionsAndDrainsTheOldOnes() {
        SSLContext context = Certificate.believing(first(), second());
        List<Client> idle = new ArrayList<>();
        try (Front front = front(PATIENT);
                Client busy = Client.secured(front.port, context)) {
            for (int i = 0; i < 20; i++) {
                Client client = Client.secured(front.port, context);
                assertThat(client.get("/").response()).endsWith("/");
                idle.add(client);
            }
            busy.get("/slow");
            HttpServerRequest request = await(held.future());
            front.eventually(f -> f.idle() == 20);

            assertThat(await(front.connections.renew(second().identity())).idleClosing())
                    .isEqualTo(20);
            try (Client fresh = Client.secured(front.port, context)) {
                assertThat(fresh.shown()).isEqualTo(second().certificate());
                assertThat(fresh.get("/").response()).endsWith("/");
                front.eventually(f -> f.idle() == 21);
                front.pass(CertificateAge.DRAIN_SPREAD.dividedBy(2));
                assertThat(front.closes(CloseReason.CONFIG_DRAIN)).isBetween(1L, 19L);
                for (Client client : idle) {
                    client.close();
                }
                front.eventually(f -> f.idle() == 1);
                front.pass(Duration.ofSeconds(4));
                front.pass(CertificateAge.DRAIN_SPREAD.dividedBy(2));
                await(request.response().end("late"));
                assertThat(busy.response())
                        .containsIgnoringCase("connection: close")
                        .endsWith("late");
                assertThat(fresh.get("/").response()).endsWith("/");
            }
        }
    }

    @Test
    void sameCertificateAgainChangesNothing() {
        try (Front front = front();
                Client client = connect(front)) {
            front.eventually(f -> f.idle() == 1);
            assertThat(await(front.connections.renew(first().identity())).idleClosing())
                    .isZero();
            front.pass(Duration.ofSeconds(19));
            assertThat(client.get("/").response()).endsWith("/");
        }
    }

    @Test
    void http2IsAgreedOnAndDrainedWithTheCertificate() throws Exception {
        HttpClient client = http2Client();
        try (Front front = front(PATIENT)) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + front.port + "/x"))
                    .build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("HTTP_2 /x");
            front.eventually(f -> f.idle() == 1);

            await(front.connections.renew(second().identity()));
            front.pass(CertificateAge.DRAIN_SPREAD);
            front.pass(Duration.ofSeconds(1));
            front.eventually(f -> f.closes(CloseReason.CONFIG_DRAIN) == 1);
            HttpResponse<String> again = http2Client().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(again.sslSession().orElseThrow().getPeerCertificates()[0])
                    .isEqualTo(second().certificate());
        }
    }

    private static HttpClient http2Client() {
        return HttpClient.newBuilder()
                .sslContext(Certificate.believing(first(), second()))
                .version(HttpClient.Version.HTTP_2)
                .build();
    }
}
