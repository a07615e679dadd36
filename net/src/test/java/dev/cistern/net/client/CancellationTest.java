package dev.cistern.net.client;

import static dev.cistern.net.client.Rig.await;
import static dev.cistern.net.client.Rig.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.PoolSettings;
import dev.cistern.net.CloseReason;
import dev.cistern.net.client.RequestFailedException.Kind;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CancellationTest {
    private final Rig rig = new Rig();
    /** Begins every answer and ends none. */
    private final RawPeer endless = new RawPeer(link -> {
        while (link.head().startsWith("GET")) {
            link.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nbegun");
        }
    });

    @AfterEach
    void close() {
        rig.close();
        endless.close();
    }

    @Test
    void requestInTheQueueIsCancelledAndTheNextGetsItsTurn() {
        narrow();
        HttpResponse holder = await(rig.client.send(get()));
        Call queued = rig.client.start(get());
        Future<HttpResponse> next = rig.client.send(get());
        rig.eventually(() -> rig.figures().waiting() == 2);
        queued.cancel();
        assertThat(failure(queued.response()).kind()).isEqualTo(Kind.CANCELLED);
        holder.discard();
        await(next).discard();
        assertThat(endless.heads).hasSize(2);
    }

    private void narrow() {
        PoolSettings all = Rig.POOL;
        await(rig.client.apply(ClientSettings.http1(new PoolSettings(
                all.idleTime(),
                1,
                1,
                1,
                3,
                all.acquireTimeout(),
                1,
                all.connectTimeout(),
                all.tlsTimeout(),
                all.maxLifetime(),
                0,
                all.maxRequests(),
                all.dialRate(),
                all.idleConnBytes()))));
    }

    private HttpRequest get() {
        return HttpRequest.get(endless.origin(), "/");
    }

    @Test
    void requestThatKeepsNoOtherWaitingIsRefusedWhereNoneIsSpareAndElseTakesOne() {
        Call taking = rig.client.startIfSpare(get());
        HttpResponse first = await(taking.response());
        narrow();
        assertThat(failure(rig.client.startIfSpare(get()).response()).kind()).isEqualTo(Kind.NO_CONNECTION);
        assertThat(rig.figures().refused()).isZero();
        first.discard();
    }

    @Test
    void requestThatKeepsNoOtherWaitingIsNotSentAgain() {
        try (RawPeer peer = new RawPeer(link -> link.head())) {
            Call call = rig.client.startIfSpare(HttpRequest.get(peer.origin(), "/"));
            assertThat(failure(call.response()).kind()).isEqualTo(Kind.CONNECTION_LOST);
            assertThat(peer.heads).hasSize(1);
        }
    }

    @Test
    void requestThatWaitsTooLongForAConnectionFails() {
        narrow();
        HttpResponse holder = await(rig.client.send(get()));
        Future<HttpResponse> queued = rig.client.send(get());
        rig.eventually(() -> rig.figures().waiting() == 1);
        rig.pass(Duration.ofSeconds(6));
        RequestFailedException late = failure(queued);
        assertThat(late.kind()).isEqualTo(Kind.NO_CONNECTION);
        assertThat(late).hasMessageContaining("127.0.0.1:" + endless.port());
        List<Future<HttpResponse>> crowd = new ArrayList<>();
        for (int more = 0; more < 3; more++) {
            crowd.add(rig.client.send(get()));
        }
        rig.eventually(() -> rig.figures().waiting() == 3);
        assertThat(failure(rig.client.send(get())).kind()).isEqualTo(Kind.NO_CONNECTION);
        holder.discard();
        crowd.forEach(each -> await(each).discard());
    }

    @Test
    void bodyThatIsCancelledFailsAndClosesItsConnection() {
        Call call = rig.client.start(get());
        HttpResponse response = await(call.response());
        Future<Rig.Answer> read = Rig.read(response);
        call.cancel();
        assertThat(failure(read).kind()).isEqualTo(Kind.CANCELLED);
        assertThat(failure(response.trailers()).kind()).isEqualTo(Kind.CANCELLED);
        rig.eventually(() -> rig.closes(CloseReason.CANCELLED) == 1);
    }

    @Test
    void uploadThatIsCancelledClosesItsConnection() {
        try (RawPeer peer = new RawPeer(link -> link.untilClosed())) {
            Source source = new Source(1_000_000);
            RequestBody body = RequestBody.once(source, RequestBody.UNKNOWN_LENGTH);
            Call call = rig.client.start(Rig.request(HttpMethod.PUT, peer.origin(), "/", body));
            rig.eventually(() -> rig.figures().leases() == 1);
            call.cancel();
            assertThat(failure(call.response()).kind()).isEqualTo(Kind.CANCELLED);
            rig.eventually(() -> rig.closes(CloseReason.CANCELLED) == 1);
        }
    }

    @Test
    void discardedBodyClosesItsConnectionAsUndrained() {
        HttpResponse response = await(rig.client.send(get()));
        response.discard();
        response.discard();
        rig.eventually(() -> rig.closes(CloseReason.BODY_UNDRAINED) == 1);
        assertThat(failure(Rig.read(response)).kind()).isEqualTo(Kind.CANCELLED);
    }

    @Test
    void callsCancelledAtRandomMomentsLoseNoLease() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            Call call = rig.client.start(get());
            for (int spin = random.nextInt(20_000); spin > 0; spin--) {
                Thread.onSpinWait();
            }
            call.cancel();
            call.response()
                    .onSuccess(response -> Rig.read(response).onFailure(cancelled -> {}))
                    .onFailure(e -> {});
        }
        rig.eventually(() -> rig.figures().leases() == 0 && rig.figures().waiting() == 0);
    }
}
