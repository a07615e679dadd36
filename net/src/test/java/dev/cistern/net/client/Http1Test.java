package dev.cistern.net.client;

import static dev.cistern.net.client.Rig.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.net.CloseReason;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.transport.Transport;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Http1Test {
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void requestGoesOutAsGivenAndAnswerComesBack() {
        try (RawPeer peer =
                RawPeer.answering("HTTP/1.1 203 Fine\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 5\r\n\r\nhello")) {
            MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                    .add("X-Mine", "yes")
                    .add("Content-Length", "99")
                    .add("Connection", "close");
            var request = new HttpRequest(
                    peer.origin(), HttpMethod.GET, "/a//b%2F../c?x=%20&&y", headers, RequestBody.none());
            Rig.Answer answer = await(rig.fetch(request));
            assertThat(answer.status()).isEqualTo(203);
            assertThat(answer.headers().getAll("x-a")).containsExactly("1", "2");
            assertThat(answer.body()).hasToString("hello");
            assertThat(peer.heads.get(0))
                    .startsWith("GET /a//b%2F../c?x=%20&&y HTTP/1.1\r\n")
                    .contains("X-Mine: yes\r\n")
                    .containsIgnoringCase("host: 127.0.0.1:" + peer.port() + "\r\n")
                    .doesNotContainIgnoringCase("content-length")
                    .doesNotContainIgnoringCase("connection");
        }
    }

    @Test
    void connectionIsReused() {
        try (RawPeer peer = RawPeer.answering(RawPeer.ok("hello"))) {
            for (int round = 0; round < 5; round++) {
                assertThat(rig.get(peer.origin(), "/")).isEqualTo("hello");
            }
            assertThat(peer.accepted()).isEqualTo(1);
        }
    }

    @Test
    void responseWithoutBodyReturnsItsConnectionUnread() {
        try (RawPeer peer = RawPeer.answering("HTTP/1.1 204 No Content\r\n\r\n")) {
            HttpResponse unread = await(rig.client.send(HttpRequest.get(peer.origin(), "/")));
            rig.eventually(() -> rig.figures().leases() == 0);
            assertThat(await(Rig.read(unread)).body().length()).isZero();
            assertThat(rig.figures().idle()).isEqualTo(1);
        }
    }

    @Test
    void chunkedAnswerComesWithItsTrailers() {
        String chunked =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 7\r\n\r\n";
        try (RawPeer peer = RawPeer.answering(chunked)) {
            Rig.Answer answer = await(rig.fetch(HttpRequest.get(peer.origin(), "/")));
            assertThat(answer.body()).hasToString("abcde");
            assertThat(answer.trailers().get("X-Sum")).isEqualTo("7");
            assertThat(rig.get(peer.origin(), "/")).isEqualTo("abcde");
            assertThat(peer.accepted()).isEqualTo(1);
        }
    }

    @Test
    void bodyInMemoryIsSentWithItsLength() {
        try (RawPeer peer = new RawPeer(link -> link.send(RawPeer.ok(link.request())))) {
            HttpRequest put = Rig.request(HttpMethod.PUT, peer.origin(), "/", RequestBody.of(Buffer.buffer("data")));
            assertThat(await(rig.fetch(put)).body()).hasToString("data");
        }
    }

    @Test
    void emptyPutSaysThatItIsEmpty() {
        try (RawPeer peer = RawPeer.answering(RawPeer.ok(""))) {
            await(rig.fetch(Rig.request(HttpMethod.PUT, peer.origin(), "/", RequestBody.none())));
            assertThat(peer.heads.get(0)).containsIgnoringCase("content-length: 0\r\n");
        }
    }

    @Test
    void streamsFlowBothWaysNoFasterThanTheyAreTaken() throws InterruptedException {
        long chunks = 2000;
        CountDownLatch serverMayRead = new CountDownLatch(1);
        CountDownLatch serverWasHeldBack = new CountDownLatch(1);
        var server = rig.vertx.createHttpServer().requestHandler(request -> {
            HttpServerResponse response = request.response().setChunked(true);
            request.pause();
            request.handler(chunk -> {
                response.write(chunk);
                if (response.writeQueueFull()) {
                    serverWasHeldBack.countDown();
                    request.pause();
                    response.drainHandler(more -> request.resume());
                }
            });
            request.endHandler(end -> response.end());
            rig.vertx
                    .executeBlocking(() -> serverMayRead.await(60, TimeUnit.SECONDS))
                    .onComplete(go -> request.resume());
        });
        int port = await(server.listen(0, "127.0.0.1")).actualPort();
        Source source = new Source(chunks);
        var put = Rig.request(
                HttpMethod.PUT,
                new Origin("127.0.0.1", port, false),
                "/",
                RequestBody.once(source, chunks * Source.CHUNK_BYTES));
        var answer = rig.client.send(put);
        assertThat(source.wasPaused()).isTrue();
        serverMayRead.countDown();
        HttpResponse response = await(answer);
        assertThat(serverWasHeldBack.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(await(Rig.read(response)).body().length()).isEqualTo((int) chunks * Source.CHUNK_BYTES);
    }

    @Test
    void bodyOfUnknownLengthIsSentInChunks() {
        try (RawPeer peer = new RawPeer(link -> {
            link.head();
            link.body(6 + Source.CHUNK_BYTES + 2 + 5);
            link.send(RawPeer.ok("got it"));
        })) {
            RequestBody body = RequestBody.each(() -> new Source(1), RequestBody.UNKNOWN_LENGTH);
            HttpRequest post = Rig.request(HttpMethod.POST, peer.origin(), "/", body);
            assertThat(await(rig.fetch(post)).body()).hasToString("got it");
            assertThat(peer.heads.get(0)).containsIgnoringCase("transfer-encoding: chunked\r\n");
        }
    }

    @Test
    void connectionIsNotReusedAfterItsLastAnswer() {
        for (String last : new String[] {
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=0\r\nContent-Length: 2\r\n\r\nok"
        }) {
            long closes = rig.closes(CloseReason.PEER_CLOSE_HDR);
            try (RawPeer peer = RawPeer.answering(last)) {
                assertThat(rig.get(peer.origin(), "/")).isEqualTo("ok");
                assertThat(rig.get(peer.origin(), "/")).isEqualTo("ok");
                assertThat(peer.accepted()).isEqualTo(2);
                rig.eventually(() -> rig.closes(CloseReason.PEER_CLOSE_HDR) == closes + 2);
            }
        }
    }

    @Test
    void bodyThatEndsWithItsConnectionIsWhole() {
        try (RawPeer peer = new RawPeer(link -> {
            link.head();
            link.send("HTTP/1.0 200 OK\r\n\r\n" + "x".repeat(100_000));
        })) {
            assertThat(rig.get(peer.origin(), "/")).hasSize(100_000);
        }
    }

    @Test
    void slowReaderOfALastAnswerGetsAllOfIt() {
        int length = 3_000_000;
        for (Transport transport : new Transport[] {Transport.NIO, Transport.EPOLL}) {
            try (RawPeer peer = new RawPeer(link -> {
                        link.head();
                        link.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n");
                        link.send("x".repeat(length));
                    });
                    Rig on = new Rig(transport)) {
                HttpResponse response = await(on.client.send(HttpRequest.get(peer.origin(), "/")));
                assertThat(await(slowly(on, response)).intValue()).isEqualTo(length);
            }
        }
    }

    /** Reads a chunk at a time, with a pause after each. */
    private static Future<Integer> slowly(Rig rig, HttpResponse response) {
        Promise<Integer> done = Promise.promise();
        AtomicInteger read = new AtomicInteger();
        response.body()
                .exceptionHandler(done::tryFail)
                .endHandler(end -> done.tryComplete(read.get()))
                .handler(chunk -> {
                    read.addAndGet(chunk.length());
                    response.body().pause();
                    rig.vertx.setTimer(1, next -> response.body().fetch(1));
                })
                .fetch(1);
        return done.future();
    }
}
