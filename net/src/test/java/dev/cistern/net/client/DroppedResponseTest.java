package dev.cistern.net.client;

import static dev.cistern.net.client.Rig.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.net.CloseReason;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Responses that whoever asked for them neither reads nor discards. */
final class DroppedResponseTest {
    private static final int ATTEMPTS = 1_000;
    private static final String PART = "x".repeat(1 << 20);

    /** Begins every answer and ends none. */
    private static RawPeer endless() {
        return new RawPeer(link -> {
            while (link.head().startsWith("GET")) {
                link.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nbegun");
            }
        });
    }

    /** Collects garbage until something is so, or for so many times. */
    private static boolean seen(BooleanSupplier expected) {
        for (int attempt = 0; attempt < ATTEMPTS && !expected.getAsBoolean(); attempt++) {
            System.gc();
            LockSupport.parkNanos(1_000_000);
        }
        return expected.getAsBoolean();
    }

    private static int statusOf(Rig rig, Origin origin) {
        return await(rig.client.send(HttpRequest.get(origin, "/"))).status();
    }

    @Test
    void responseThatIsDroppedUnreadIsALeakAndItsConnectionIsClosed() {
        try (RawPeer peer = endless();
                Rig rig = new Rig()) {
            assertThat(statusOf(rig, peer.origin())).isEqualTo(200);
            assertThat(seen(() -> rig.closes(CloseReason.LEAK) == 1)).isTrue();
            assertThat(rig.figures().leaked()).isEqualTo(1);
            assertThat(rig.figures().leases()).isZero();
        }
    }

    private static void readAPieceOf(HttpResponse response) {
        AtomicLong came = new AtomicLong();
        response.body().handler(chunk -> came.addAndGet(chunk.length())).fetch(1);
    }

    @Test
    void responseThatIsDroppedWhilePausedIsALeakThoughItHasAHandler() {
        try (RawPeer peer = endless();
                Rig rig = new Rig()) {
            await(rig.client.send(HttpRequest.get(peer.origin(), "/")).map(response -> {
                readAPieceOf(response);
                return true;
            }));
            assertThat(seen(() -> rig.closes(CloseReason.LEAK) == 1)).isTrue();
        }
    }

    @Test
    void responseThatIsHeldUnreadIsNoLeak() {
        try (RawPeer peer = endless();
                Rig rig = new Rig()) {
            HttpResponse held = await(rig.client.send(HttpRequest.get(peer.origin(), "/")));
            assertThat(statusOf(rig, peer.origin())).isEqualTo(200);
            assertThat(seen(() -> rig.figures().leaked() == 1)).isTrue();
            assertThat(rig.figures().leases()).isEqualTo(1);
            held.discard();
        }
    }

    /** Reads on without anybody who holds the response but its own handlers. */
    private static void readToTheEnd(HttpResponse response, AtomicLong read) {
        response.body().handler(chunk -> read.addAndGet(chunk.length())).resume();
    }

    @Test
    void responseThatIsReadWithoutBeingHeldIsReadToItsEnd() {
        try (RawPeer peer = new RawPeer(link -> {
                    assertThat(link.head()).startsWith("GET");
                    link.send("HTTP/1.1 200 OK\r\nContent-Length: " + PART.length() * 8 + "\r\n\r\n");
                    for (int part = 0; part < 8; part++) {
                        link.send(PART);
                        System.gc();
                    }
                });
                Rig rig = new Rig()) {
            AtomicLong read = new AtomicLong();
            await(rig.client.send(HttpRequest.get(peer.origin(), "/")).map(response -> {
                readToTheEnd(response, read);
                return true;
            }));
            rig.eventually(() -> read.get() == PART.length() * 8L);
            assertThat(rig.figures().leaked()).isZero();
        }
    }

    private static Origin listen(Vertx vertx, Handler<HttpServerRequest> handler) {
        int port = await(vertx.createHttpServer().requestHandler(handler).listen(0, "127.0.0.1"))
                .actualPort();
        return new Origin("127.0.0.1", port, false);
    }

    @Test
    void onHttp2TheStreamIsResetAndTheOthersFinishBeforeTheConnectionCloses() {
        try (Rig rig = new Rig(Rig.HTTP2, null)) {
            Origin origin = listen(rig.vertx, request -> {
                request.response().setChunked(true);
                request.response().write(Buffer.buffer("begun")).onComplete(begun -> {});
            });
            HttpResponse held = await(rig.client.send(HttpRequest.get(origin, "/")));
            assertThat(statusOf(rig, origin)).isEqualTo(200);
            assertThat(seen(() -> rig.figures().leaked() == 1)).isTrue();
            assertThat(rig.figures().draining()).isEqualTo(1);
            assertThat(rig.figures().leases()).isEqualTo(1);
            held.discard();
            rig.eventually(() -> rig.closes(CloseReason.LEAK) == 1);
        }
    }
}
