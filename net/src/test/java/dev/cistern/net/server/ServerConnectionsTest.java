package dev.cistern.net.server;

import static dev.cistern.net.server.Front.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.ServerSettings;
import dev.cistern.net.CloseReason;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Times and limits of HTTP/1.1 connections, on real sockets and false time. */
@Timeout(60)
final class ServerConnectionsTest {
    private final BlockingQueue<HttpServerRequest> held = new LinkedBlockingQueue<>();

    private void answer(HttpServerRequest request) {
        if (request.uri().equals("/slow")) {
            held.add(request);
        } else if (request.uri().equals("/upload")) {
            request.body().onSuccess(body -> request.response().end("got " + body.length()));
        } else if (request.uri().equals("/deny")) {
            request.pause();
            request.response().setStatusCode(403).end("no");
        } else {
            request.response().end(request.uri());
        }
    }

    private Front front() {
        return new Front(SETTINGS, this::answer);
    }

    private void release() {
        try {
            HttpServerRequest request = held.poll(10, TimeUnit.SECONDS);
            assertThat(request).isNotNull();
            request.response().end("at last");
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static ServerSettings idleTime(Duration idle) {
        return new ServerSettings(
                idle,
                SETTINGS.headerTimeout(),
                SETTINGS.maxConns(),
                SETTINGS.maxLifetime(),
                SETTINGS.maxRequests(),
                SETTINGS.drainTime());
    }

    private static ServerSettings maxConns(int conns) {
        return new ServerSettings(
                SETTINGS.idleTime(),
                SETTINGS.headerTimeout(),
                conns,
                SETTINGS.maxLifetime(),
                SETTINGS.maxRequests(),
                SETTINGS.drainTime());
    }

    @Test
    void silentConnectionIsClosedAfterIdleTime() {
        try (Front front = front();
                Client client = front.connect()) {
            front.eventually(f -> f.idle() == 1);
            front.pass(Duration.ofMillis(19_900));
            assertThat(front.figures().open()).isEqualTo(1);
            front.pass(Duration.ofMillis(100));
            assertThat(client.rest()).isEmpty();
            assertThat(front.closes(CloseReason.IDLE_TIMEOUT)).isEqualTo(1);
        }
    }

    @Test
    void idleTimeBeginsAnewAfterEachResponse() {
        try (Front front = front();
                Client client = front.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/hello").response()).endsWith("/hello");
                front.eventually(f -> f.idle() == 1);
                front.pass(Duration.ofSeconds(15));
            }
            front.pass(Duration.ofSeconds(5));
            assertThat(client.rest()).isEmpty();
            assertThat(front.figures().requests()).isEqualTo(3);
        }
    }

    @Test
    void slowHandlerIsNotCut() {
        try (Front front = front();
                Client client = front.connect()) {
            client.get("/slow");
            front.eventually(f -> f.active() == 1);
            front.pass(Duration.ofMinutes(30));
            release();
            assertThat(client.response()).endsWith("at last");
            assertThat(front.figures().open()).isEqualTo(1);
        }
    }

    @Test
    void slowUploadIsNotCut() {
        try (Front front = front();
                Client client = front.connect()) {
            client.send("PUT /upload HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\n\r\n");
            for (int i = 0; i < 3; i++) {
                front.eventually(f -> f.active() == 1);
                front.pass(Duration.ofMinutes(10));
                client.send("x");
            }
            assertThat(client.response()).endsWith("got 3");
        }
    }

    @Test
    void headersByteByByteAreCutAtHeaderTimeout() {
        try (Front front = front();
                Client client = front.connect()) {
            front.pass(Duration.ofSeconds(10));
            for (int i = 0; i < 15; i++) {
                client.send("GET / HTTP/1.1\r".substring(i, i + 1));
                front.eventually(f -> f.inHeader() == 1);
                front.pass(Duration.ofSeconds(1));
            }
            assertThat(front.figures().open()).isEqualTo(1);
            front.pass(Duration.ofSeconds(1));
            assertThat(client.rest()).startsWith("HTTP/1.1 408 ").contains("net.http.header_timeout");
            assertThat(front.closes(CloseReason.HEADER_TIMEOUT)).isEqualTo(1);
        }
    }

    @Test
    void connectionsOverTheLimitAreRefusedAndTheOthersUnharmed() {
        try (Front front = new Front(maxConns(2), this::answer);
                Client first = front.connect();
                Client second = front.connect()) {
            front.eventually(f -> f.open() == 2);
            for (int i = 0; i < 100; i++) {
                try (Client refused = front.connect()) {
                    assertThat(refused.rest())
                            .startsWith("HTTP/1.1 503 ")
                            .contains("Retry-After: 1", "at most 2 at once (net.http.max_conns)");
                }
            }
            assertThat(first.get("/a").response()).endsWith("/a");
            assertThat(second.get("/b").response()).endsWith("/b");
            ServerFigures figures = front.figures();
            assertThat(figures.refused()).isEqualTo(100);
            assertThat(figures.accepted()).isEqualTo(2);
            assertThat(figures.lastCloses()).isEmpty();
        }
    }

    @Test
    void aPlaceIsFreeAgainAfterAClose() {
        try (Front front = new Front(maxConns(1), this::answer)) {
            try (Client first = front.connect()) {
                assertThat(first.get("/a").response()).endsWith("/a");
            }
            front.eventually(f -> f.open() == 0);
            try (Client second = front.connect()) {
                assertThat(second.get("/b").response()).endsWith("/b");
            }
            front.eventually(f -> f.closes(CloseReason.PEER_FIN_IDLE) == 2);
        }
    }

    @Test
    void lifetimeEndsWithTheNextResponse() {
        try (Front front = new Front(idleTime(Duration.ofHours(9)), this::answer);
                Client client = front.connect()) {
            assertThat(client.get("/young").response()).doesNotContain("connection: close");
            front.pass(Duration.ofMinutes(67));
            front.eventually(f -> f.draining() == 1 && f.idle() == 1);
            assertThat(client.get("/old").response())
                    .containsIgnoringCase("connection: close")
                    .doesNotContainIgnoringCase("keep-alive:")
                    .endsWith("/old");
            assertThat(client.rest()).isEmpty();
            assertThat(front.closes(CloseReason.MAX_LIFETIME)).isEqualTo(1);
        }
    }

    @Test
    void everyPipelinedRequestIsAnsweredWhenTheLifetimeEnds() {
        try (Front front = new Front(idleTime(Duration.ofHours(9)), this::answer);
                Client client = front.connect()) {
            client.get("/slow").get("/2").get("/3");
            front.eventually(f -> f.requests() == 3);
            front.pass(Duration.ofMinutes(67));
            release();
            assertThat(client.response()).endsWith("at last").doesNotContainIgnoringCase("connection: close");
            assertThat(client.response()).endsWith("/2").doesNotContainIgnoringCase("connection: close");
            assertThat(client.response()).endsWith("/3").containsIgnoringCase("connection: close");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void keepAliveHintTellsTheIdleTimeInWholeSeconds() {
        try (Front front = new Front(idleTime(Duration.ofMillis(2_900)), this::answer);
                Client client = front.connect()) {
            assertThat(client.get("/").response()).contains("keep-alive: timeout=2\r\n");
            front.apply(idleTime(Duration.ofMillis(900)));
            assertThat(client.get("/").response()).doesNotContain("keep-alive:");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        try (Front front = front();
                Client client = front.connect()) {
            client.get("/1").get("/2").get("/3");
            assertThat(client.response()).endsWith("/1");
            assertThat(client.response()).endsWith("/2");
            assertThat(client.response()).endsWith("/3");
            assertThat(front.eventually(f -> f.idle() == 1).requests()).isEqualTo(3);
        }
    }

    @Test
    void unreadBodyOfAnAnsweredRequestIsWaitedForNoLongerThanTheIdleTime() {
        try (Front front = front();
                Client client = front.connect()) {
            client.send("PUT /deny HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\nsome");
            assertThat(client.response()).startsWith("HTTP/1.1 403 ");
            front.eventually(f -> f.active() == 1);
            front.pass(Duration.ofSeconds(20));
            assertThat(client.rest()).isEmpty();
            assertThat(front.closes(CloseReason.BODY_UNDRAINED)).isEqualTo(1);
        }
    }

    @Test
    void loweredIdleTimeClosesWhatHasBeenIdleForLonger() {
        try (Front front = front();
                Client old = front.connect();
                Client busy = front.connect()) {
            busy.get("/slow");
            front.eventually(f -> f.idle() == 1 && f.active() == 1);
            front.pass(Duration.ofSeconds(10));
            try (Client young = front.connect()) {
                front.eventually(f -> f.idle() == 2);
                var applied = Front.await(front.connections.apply(idleTime(Duration.ofSeconds(5))));
                assertThat(applied.idleClosing()).isEqualTo(1);
                assertThat(old.rest()).isEmpty();
                assertThat(young.get("/still").response()).endsWith("/still");
                release();
                assertThat(busy.response()).endsWith("at last");
                assertThat(front.closes(CloseReason.CONFIG_DRAIN)).isEqualTo(1);
            }
        }
    }

    @Test
    void loweredLimitClosesTheLeastRecentlyUsedIdleConnections() {
        try (Front front = front();
                Client busy = front.connect();
                Client first = front.connect()) {
            busy.get("/slow");
            front.eventually(f -> f.idle() == 1 && f.active() == 1);
            front.pass(Duration.ofSeconds(1));
            try (Client second = front.connect()) {
                front.eventually(f -> f.idle() == 2);
                front.pass(Duration.ofSeconds(1));
                assertThat(first.get("/used").response()).endsWith("/used");
                front.eventually(f -> f.idle() == 2);
                var applied = Front.await(front.connections.apply(maxConns(2)));
                assertThat(applied.idleClosing()).isEqualTo(1);
                assertThat(second.rest()).isEmpty();
                assertThat(first.get("/kept").response()).endsWith("/kept");
                release();
                assertThat(busy.response()).endsWith("at last");
            }
        }
    }

    @Test
    void raisedSettingsCloseNothing() {
        try (Front front = front();
                Client client = front.connect()) {
            front.eventually(f -> f.idle() == 1);
            front.pass(Duration.ofSeconds(15));
            assertThat(Front.await(front.connections.apply(idleTime(Duration.ofMinutes(1))))
                            .idleClosing())
                    .isZero();
            front.pass(Duration.ofSeconds(15));
            assertThat(client.get("/here").response()).endsWith("/here").contains("timeout=60");
        }
    }
}
