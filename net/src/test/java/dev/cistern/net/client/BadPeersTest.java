package dev.cistern.net.client;

import static dev.cistern.net.client.Rig.await;
import static dev.cistern.net.client.Rig.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.net.CloseReason;
import dev.cistern.net.client.RequestFailedException.Kind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BadPeersTest {
    private final Rig rig = new Rig();
    private final RequestBody data = RequestBody.of(Buffer.buffer("data"));

    @AfterEach
    void close() {
        rig.close();
    }

    /** Answers each connection's first request well, and does the worst to its second. */
    private static RawPeer secondTime(RawPeer.Script worst) {
        return new RawPeer(link -> {
            link.request();
            link.send(RawPeer.ok("well"));
            if (link.number == 1) {
                worst.serve(link);
                link.close();
            }
            link.request();
            link.send(RawPeer.ok("again"));
        });
    }

    @Test
    void idleConnectionThatItsPeerClosedIsNotUsed() {
        try (RawPeer peer = secondTime(link -> {})) {
            assertThat(rig.get(peer.origin(), "/")).isEqualTo("well");
            rig.eventually(() -> rig.closes(CloseReason.PEER_FIN_IDLE) == 1);
            assertThat(rig.get(peer.origin(), "/")).isEqualTo("well");
            assertThat(rig.client.retries()).isZero();
        }
    }

    @Test
    void idempotentRequestThatMeetsAClosingPeerIsSentAgainOnAFreshConnection() {
        for (HttpMethod method : new HttpMethod[] {HttpMethod.GET, HttpMethod.PUT, HttpMethod.DELETE}) {
            long retries = rig.client.retries();
            try (RawPeer peer = secondTime(RawPeer.Link::request)) {
                RequestBody body = method.equals(HttpMethod.PUT) ? data : RequestBody.none();
                HttpRequest request = Rig.request(method, peer.origin(), "/", body);
                assertThat(await(rig.fetch(request)).body()).hasToString("well");
                assertThat(await(rig.fetch(request)).body()).hasToString("well");
                assertThat(peer.accepted()).isEqualTo(2);
                assertThat(rig.client.retries()).isEqualTo(retries + 1);
            }
        }
    }

    @Test
    void requestThatMayHaveBeenActedOnIsNotSentAgain() {
        try (RawPeer peer = secondTime(RawPeer.Link::request)) {
            HttpRequest post = Rig.request(HttpMethod.POST, peer.origin(), "/", data);
            await(rig.fetch(post));
            RequestFailedException failure = failure(rig.fetch(post));
            assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_LOST);
            assertThat(failure)
                    .hasMessageContaining(
                            "POST 127.0.0.1:" + peer.port() + "/: the connection was lost before the response");
            assertThat(peer.heads).hasSize(2);
        }
    }

    @Test
    void requestIsSentTwiceAtMost() {
        try (RawPeer peer = new RawPeer(RawPeer.Link::request)) {
            assertThat(failure(rig.fetch(HttpRequest.get(peer.origin(), "/"))).kind())
                    .isEqualTo(Kind.CONNECTION_LOST);
            assertThat(peer.heads).hasSize(2);
        }
    }

    @Test
    void halfAnAnswerIsAnErrorAndNoReasonToAskAgain() {
        try (RawPeer peer = new RawPeer(link -> {
            link.request();
            link.send("HTTP/1.1 200 OK\r\nContent-Len");
        })) {
            assertThat(failure(rig.fetch(HttpRequest.get(peer.origin(), "/"))))
                    .hasMessageContaining("in the middle of the response's headers");
            assertThat(peer.heads).hasSize(1);
        }
        try (RawPeer peer = new RawPeer(link -> {
            link.request();
            link.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
            link.reset();
        })) {
            RequestFailedException failure = failure(rig.fetch(HttpRequest.get(peer.origin(), "/")));
            assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_LOST);
            assertThat(failure).hasMessageContaining("in the middle of the response's body");
            assertThat(peer.heads).hasSize(1);
        }
    }

    @Test
    void resetIsToldFromAnEnd() {
        try (RawPeer peer = secondTime(RawPeer.Link::reset)) {
            rig.get(peer.origin(), "/");
            rig.eventually(() -> rig.closes(CloseReason.PEER_RST) == 1);
        }
    }

    @Test
    void whatIsNotHttpIsAnError() {
        try (RawPeer peer = RawPeer.answering("SSH-2.0-OpenSSH_9.2\r\n\r\n")) {
            RequestFailedException failure = failure(rig.fetch(HttpRequest.get(peer.origin(), "/")));
            assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
            rig.eventually(() -> rig.closes(CloseReason.PROTOCOL_ERROR) == 1);
        }
    }

    @Test
    void answerThatNobodyAskedForClosesItsConnection() {
        try (RawPeer peer = secondTime(link -> {
            link.send(RawPeer.ok("unasked"));
            link.untilClosed();
        })) {
            rig.get(peer.origin(), "/");
            rig.eventually(() -> rig.closes(CloseReason.PROTOCOL_ERROR) == 1);
            assertThat(rig.get(peer.origin(), "/")).isEqualTo("well");
        }
    }

    @Test
    void hostThatCannotBeReachedIsNamedWithItsAddress() {
        RawPeer gone = new RawPeer(link -> {});
        gone.close();
        RequestFailedException failure = failure(rig.fetch(HttpRequest.get(gone.origin(), "/")));
        assertThat(failure.kind()).isEqualTo(Kind.CONNECT);
        assertThat(failure).hasMessageContaining("127.0.0.1:" + gone.port()).hasMessageContaining("refused");
        rig.eventually(() -> rig.closes(CloseReason.CONNECT_FAIL) == 1);
    }

    @Test
    void silentPeerIsGivenUpAfterTheResponseTimeout() {
        CountDownLatch asked = new CountDownLatch(1);
        try (RawPeer peer = new RawPeer(link -> {
            link.request();
            asked.countDown();
            link.untilClosed();
        })) {
            var answer = rig.fetch(HttpRequest.get(peer.origin(), "/slow"));
            assertReached(asked);
            RequestFailedException failure = rig.failureAfter(Duration.ofSeconds(1), answer);
            assertThat(failure.kind()).isEqualTo(Kind.RESPONSE_TIMEOUT);
            assertThat(failure).hasMessageContaining("/slow: no response within 60000 ms");
            rig.eventually(() -> rig.closes(CloseReason.CANCELLED) == 1);
        }
    }

    @Test
    void stalledResponseIsGivenUpButNotOneWhoseReaderWaits() {
        try (RawPeer peer = new RawPeer(link -> {
            link.request();
            link.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            link.untilClosed();
        })) {
            HttpResponse unread = await(rig.client.send(HttpRequest.get(peer.origin(), "/")));
            var read = rig.fetch(HttpRequest.get(peer.origin(), "/"));
            rig.eventually(() -> rig.figures().leases() == 2);
            assertThat(rig.failureAfter(Duration.ofSeconds(1), read).kind()).isEqualTo(Kind.BODY_STALLED);
            assertThat(rig.figures().leases()).isEqualTo(1);
            unread.discard();
            rig.eventually(() -> rig.closes(CloseReason.BODY_UNDRAINED) == 1);
        }
    }

    @Test
    void peerThatTakesNothingOfTheRequestIsGivenUp() {
        CountDownLatch end = new CountDownLatch(1);
        try (RawPeer peer = new RawPeer(link -> assertReached(end))) {
            Source source = new Source(10_000);
            RequestBody body = RequestBody.once(source, 10_000L * Source.CHUNK_BYTES);
            var answer = rig.fetch(Rig.request(HttpMethod.PUT, peer.origin(), "/", body));
            assertThat(source.wasPaused()).isTrue();
            RequestFailedException failure = rig.failureAfter(Duration.ofSeconds(1), answer);
            assertThat(failure.kind()).isEqualTo(Kind.BODY_STALLED);
            assertThat(failure).hasMessageContaining("took nothing of the request for ");
            end.countDown();
        }
    }

    @Test
    void bodyThatIsNotAsLongAsAnnouncedFailsTheRequest() {
        try (RawPeer peer = RawPeer.answering(RawPeer.ok(""))) {
            for (long announced : new long[] {Source.CHUNK_BYTES - 1, Source.CHUNK_BYTES + 1}) {
                RequestBody body = RequestBody.each(() -> new Source(1), announced);
                var answer = rig.fetch(Rig.request(HttpMethod.PUT, peer.origin(), "/", body));
                RequestFailedException failure = failure(answer);
                assertThat(failure.kind()).isEqualTo(Kind.REQUEST_BODY);
                assertThat(failure).hasMessageContaining("the " + announced + " bytes announced");
            }
        }
    }

    private static void assertReached(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }
}
