package dev.cistern.net.server;

import static dev.cistern.net.server.Front.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.net.CloseReason;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every close has the reason of who decided first. */
@Timeout(60)
final class CloseReasonsTest {
    private static void answer(HttpServerRequest request) {
        if (!request.uri().equals("/never")) {
            request.response().end(request.uri());
        }
    }

    private static Front front() {
        return new Front(SETTINGS, CloseReasonsTest::answer);
    }

    private static void expect(Front front, CloseReason reason) {
        ServerFigures figures = front.eventually(f -> f.accepted() == 1 && f.open() == 0);
        assertThat(figures.lastCloses()).singleElement().satisfies(closed -> {
            assertThat(closed.reason()).isEqualTo(reason);
            assertThat(closed.peer()).contains("127.0.0.1:");
        });
        assertThat(figures.closes()).containsEntry(reason, 1L);
    }

    @Test
    void orderlyCloseBetweenRequestsIsThePeers() {
        try (Front front = front()) {
            try (Client client = front.connect()) {
                assertThat(client.get("/").response()).endsWith("/");
                front.eventually(f -> f.idle() == 1);
            }
            expect(front, CloseReason.PEER_FIN_IDLE);
        }
    }

    @Test
    void resetIsThePeers() {
        try (Front front = front()) {
            Client client = front.connect();
            assertThat(client.get("/").response()).endsWith("/");
            client.reset();
            expect(front, CloseReason.PEER_RST);
        }
    }

    @Test
    void closeInTheMiddleOfARequestCancelsIt() {
        try (Front front = front()) {
            try (Client client = front.connect()) {
                client.get("/never");
                front.eventually(f -> f.active() == 1);
            }
            expect(front, CloseReason.CANCELLED);
        }
    }

    @Test
    void connectionCloseIsThePeersWish() {
        try (Front front = front();
                Client client = front.connect()) {
            client.send("GET /bye HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
            assertThat(client.rest()).endsWith("/bye").doesNotContain("keep-alive:");
            expect(front, CloseReason.PEER_CLOSE_HDR);
        }
    }

    @Test
    void http10WithoutKeepAliveIsAWishToClose() {
        try (Front front = front();
                Client client = front.connect()) {
            client.send("GET /old HTTP/1.0\r\n\r\n");
            assertThat(client.rest()).endsWith("/old");
            expect(front, CloseReason.PEER_CLOSE_HDR);
        }
    }

    @Test
    void whatIsNotHttpIsAProtocolError() {
        try (Front front = front();
                Client client = front.connect()) {
            client.send("?????\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 400 ");
            expect(front, CloseReason.PROTOCOL_ERROR);
        }
    }

    @Test
    void responseThatAnnouncesTheCloseIsTheLast() {
        try (Front front = new Front(SETTINGS, request -> request.response()
                        .putHeader("Connection", "close")
                        .end("enough"));
                Client client = front.connect()) {
            assertThat(client.get("/").rest()).endsWith("enough");
            expect(front, CloseReason.CANCELLED);
        }
    }

    @Test
    void lineBreakAfterABodyBeginsNoRequest() {
        try (Front front = front();
                Client client = front.connect()) {
            assertThat(client.get("/").response()).endsWith("/");
            front.eventually(f -> f.idle() == 1);
            client.send("\r\n");
            front.pass(Duration.ofSeconds(20));
            assertThat(client.rest()).isEmpty();
            expect(front, CloseReason.IDLE_TIMEOUT);
        }
    }

    @Test
    void labelsAreTheNamesInLowerCase() {
        assertThat(Arrays.stream(CloseReason.values()).map(CloseReason::label))
                .containsExactly(Arrays.stream(CloseReason.values())
                        .map(reason -> reason.name().toLowerCase(java.util.Locale.ROOT))
                        .toArray(String[]::new));
    }
}
