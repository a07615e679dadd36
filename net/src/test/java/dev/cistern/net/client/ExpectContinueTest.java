package dev.cistern.net.client;

import static dev.cistern.net.client.Rig.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.net.CloseReason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExpectContinueTest {
    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    /** Answers the first request, and leaves the second, which expects leave to send its body, to the script. */
    private static RawPeer peer(RawPeer.Script second) {
        return new RawPeer(link -> {
            link.request();
            link.send(RawPeer.ok("first"));
            if (link.number == 1) {
                assertThat(link.head()).containsIgnoringCase("expect: 100-continue\r\n");
                second.serve(link);
            } else {
                link.untilClosed();
            }
        });
    }

    private HttpRequest put(RawPeer peer, RequestBody body) {
        return Rig.request(HttpMethod.PUT, peer.origin(), "/", body);
    }

    private void makeIdle(RawPeer peer) {
        await(rig.fetch(HttpRequest.get(peer.origin(), "/")));
        rig.pass(Duration.ofMillis(600));
    }

    @Test
    void bodyWaitsForLeaveOnAConnectionThatWasIdle() {
        try (RawPeer peer = peer(link -> {
            link.send(CONTINUE);
            link.send(RawPeer.ok(link.body(4)));
        })) {
            makeIdle(peer);
            assertThat(await(rig.fetch(put(peer, RequestBody.of(Buffer.buffer("data")))))
                            .body())
                    .hasToString("data");
            assertThat(peer.accepted()).isEqualTo(1);
        }
    }

    @Test
    void bodyIsSentAtOnceOnAConnectionThatWasJustUsed() {
        try (RawPeer peer = RawPeer.answering(RawPeer.ok(""))) {
            await(rig.fetch(HttpRequest.get(peer.origin(), "/")));
            rig.pass(Duration.ofMillis(400));
            await(rig.fetch(put(peer, RequestBody.of(Buffer.buffer("data")))));
            assertThat(peer.heads.get(1)).doesNotContainIgnoringCase("expect");
        }
    }

    @Test
    void refusedBodyIsNeverSent() {
        try (RawPeer peer = peer(link -> {
            link.send("HTTP/1.1 507 Full\r\nContent-Length: 4\r\n\r\nfull");
            assertThat(link.untilClosed()).isZero();
        })) {
            makeIdle(peer);
            Source unread = new Source(10);
            RequestBody body = RequestBody.once(unread, 10 * Source.CHUNK_BYTES);
            Rig.Answer answer = await(rig.fetch(put(peer, body)));
            assertThat(answer.status()).isEqualTo(507);
            assertThat(answer.body()).hasToString("full");
            rig.eventually(() -> rig.closes(CloseReason.BODY_UNDRAINED) == 1);
        }
    }

    @Test
    void bodyThatCanBeReadOnceSurvivesAClosedConnection() {
        try (RawPeer peer = peer(RawPeer.Link::close)) {
            makeIdle(peer);
            RequestBody body = RequestBody.once(new Source(2), 2 * Source.CHUNK_BYTES);
            assertThat(await(rig.fetch(put(peer, body))).body()).hasToString("first");
            assertThat(peer.accepted()).isEqualTo(2);
            assertThat(rig.client.retries()).isEqualTo(1);
        }
    }

    @Test
    void peerThatRefusesToBeAskedGetsTheBodyUnasked() {
        try (RawPeer peer = peer(link -> {
            link.send("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n");
            assertThat(link.untilClosed()).isZero();
        })) {
            makeIdle(peer);
            HttpRequest post = Rig.request(HttpMethod.POST, peer.origin(), "/", RequestBody.of(Buffer.buffer("data")));
            assertThat(await(rig.fetch(post)).body()).hasToString("first");
            assertThat(peer.heads.get(2)).doesNotContainIgnoringCase("expect");
        }
    }

    @Test
    void bodyIsSentWhenLeaveDoesNotCome() {
        try (RawPeer peer = peer(link -> link.send(RawPeer.ok(link.body(4))))) {
            makeIdle(peer);
            var answer = rig.fetch(put(peer, RequestBody.of(Buffer.buffer("data"))));
            rig.eventually(() -> peer.heads.size() == 2);
            rig.pass(Duration.ofSeconds(2));
            assertThat(await(answer).body()).hasToString("data");
        }
    }

    @Test
    void answerThatRefusesABodyOnItsWayEndsTheRequest() {
        try (RawPeer peer = new RawPeer(link -> {
            link.head();
            link.body(100_000);
            link.send("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
            link.untilClosed();
        })) {
            RequestBody body = RequestBody.once(new Source(1_000_000), 1_000_000L * Source.CHUNK_BYTES);
            Rig.Answer answer = await(rig.fetch(put(peer, body)));
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).hasToString("big");
            rig.eventually(() -> rig.closes(CloseReason.BODY_UNDRAINED) == 1);
        }
    }
}
