package dev.cistern.net.client;

import static dev.cistern.net.client.Rig.await;
import static dev.cistern.net.client.Rig.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.net.client.RequestFailedException.Kind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A body that can be read once, on a connection that its peer closes as the request comes. */
class BodyOnceTest {
    private static final long SMALL = 2;
    private static final long LARGE = 100;
    private final Rig rig = new Rig();
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        rig.close();
    }

    /** Answers one request, takes so much of the next one's body and closes; answers what comes on other connections. */
    private RawPeer closingAfter(long bytes) {
        return new RawPeer(link -> {
            if (link.number == 1) {
                link.request();
                link.send(RawPeer.ok("first"));
                link.head();
                link.bytes((int) bytes);
            } else {
                bodies.add(link.request());
                link.send(RawPeer.ok("again"));
                link.untilClosed();
            }
        });
    }

    private Future<Rig.Answer> put(RawPeer peer, HttpMethod method, long chunks) {
        await(rig.fetch(HttpRequest.get(peer.origin(), "/")));
        RequestBody body = RequestBody.once(new Source(chunks), chunks * Source.CHUNK_BYTES);
        return rig.fetch(Rig.request(method, peer.origin(), "/", body));
    }

    @Test
    void smallOneIsSentAgainWhole() {
        for (long taken : new long[] {0, 100, SMALL * Source.CHUNK_BYTES}) {
            bodies.clear();
            try (RawPeer peer = closingAfter(taken)) {
                assertThat(await(put(peer, HttpMethod.PUT, SMALL)).body()).hasToString("again");
                assertThat(bodies).containsExactly("a".repeat((int) SMALL * Source.CHUNK_BYTES));
                assertThat(peer.accepted()).isEqualTo(2);
            }
        }
        assertThat(rig.client.retries()).isEqualTo(3);
    }

    @Test
    void oneOfWhichMoreWasReadThanIsKeptIsNotSentAgain() {
        try (RawPeer peer = closingAfter(2 * FirstBytes.MOST_BYTES)) {
            assertThat(failure(put(peer, HttpMethod.PUT, LARGE)).kind()).isEqualTo(Kind.CONNECTION_LOST);
            assertThat(rig.client.retries()).isZero();
        }
    }

    @Test
    void requestThatMustNotBeDoneTwiceIsNotSentAgain() {
        try (RawPeer peer = closingAfter(SMALL * Source.CHUNK_BYTES)) {
            assertThat(failure(put(peer, HttpMethod.POST, SMALL)).kind()).isEqualTo(Kind.CONNECTION_LOST);
            assertThat(rig.client.retries()).isZero();
        }
    }

    @Test
    void readingBeginsAnewAndGoesOnWhereTheSourceIs() {
        Feed feed = new Feed();
        FirstBytes first = new FirstBytes(feed);
        StringBuilder one = new StringBuilder();
        var reading = first.open().handler(one::append).resume();
        feed.give("ab");
        reading.pause();
        feed.give("cd");
        StringBuilder two = new StringBuilder();
        first.open().handler(two::append).endHandler(end -> two.append('!')).resume();
        feed.give("ef");
        feed.end();
        assertThat(one).hasToString("ab");
        assertThat(two).hasToString("abcdef!");
        StringBuilder three = new StringBuilder();
        first.open().handler(three::append).endHandler(end -> three.append('!')).resume();
        assertThat(three).hasToString("abcdef!");
    }

    @Test
    void nothingIsLostWhenMoreIsReadThanIsKept() {
        Feed feed = new Feed();
        FirstBytes first = new FirstBytes(feed);
        Buffer all = Buffer.buffer();
        var reading = first.open();
        reading.handler(chunk -> {
                    all.appendBuffer(chunk);
                    reading.pause();
                })
                .resume();
        String chunk = "x".repeat(FirstBytes.MOST_BYTES / 2);
        for (int i = 0; i < 4; i++) {
            feed.give(chunk);
        }
        assertThat(first.whole()).isFalse();
        for (int i = 0; i < 4; i++) {
            assertThat(all.length()).isEqualTo((i + 1) * chunk.length());
            reading.resume();
        }
        assertThat(feed.paused()).isFalse();
    }

    @Test
    void failureOfTheSourceIsTold() {
        Feed feed = new Feed();
        StringBuilder told = new StringBuilder();
        new FirstBytes(feed)
                .open()
                .exceptionHandler(cause -> told.append(cause.getMessage()))
                .handler(chunk -> {})
                .resume();
        feed.fail("gone");
        assertThat(told).hasToString("gone");
    }
}
