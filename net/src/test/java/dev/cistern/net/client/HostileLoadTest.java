package dev.cistern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.PeerProtocol;
import dev.cistern.conf.PoolSettings;
import dev.cistern.conf.TransportSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostileLoadTest {
    private static final Buffer DATA = Buffer.buffer("0123456789".repeat(100));
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    /** Runs so many requests, so many at a time; gives the first failure. */
    private Future<Void> load(int requests, int atATime, Function<Integer, HttpRequest> each) {
        AtomicInteger next = new AtomicInteger();
        List<Future<Void>> workers = new ArrayList<>();
        for (int worker = 0; worker < atATime; worker++) {
            Promise<Void> done = Promise.promise();
            workers.add(done.future());
            rig.vertx.runOnContext(start -> step(next, requests, each, done));
        }
        return Future.all(workers).mapEmpty();
    }

    private void step(AtomicInteger next, int requests, Function<Integer, HttpRequest> each, Promise<Void> done) {
        int number = next.getAndIncrement();
        if (number >= requests) {
            done.complete();
            return;
        }
        rig.fetch(each.apply(number)).onComplete(answer -> {
            if (answer.failed()) {
                done.fail(answer.cause());
            } else if (answer.result().body().length() != DATA.length()) {
                done.fail("an answer of " + answer.result().body().length() + " bytes");
            } else {
                step(next, requests, each, done);
            }
        });
    }

    private static HttpRequest getOrPut(Origin origin, int number) {
        return number % 2 == 0
                ? HttpRequest.get(origin, "/" + number)
                : Rig.request(HttpMethod.PUT, origin, "/" + number, RequestBody.of(DATA));
    }

    @Test
    void peerThatClosesAtRandomBetweenRequestsCostsNoError() {
        SplittableRandom random = new SplittableRandom(3);
        try (RawPeer peer = new RawPeer(link -> {
            int left = 1 + split(random).nextInt(6);
            for (; left > 0; left--) {
                link.request();
                link.send(RawPeer.ok(DATA.toString()));
            }
            if (split(random).nextBoolean()) {
                link.reset();
            }
        })) {
            await(load(4000, 8, number -> getOrPut(peer.origin(), number)));
            assertThat(peer.accepted()).isGreaterThan(400);
        }
    }

    private static SplittableRandom split(SplittableRandom random) {
        synchronized (random) {
            return random.split();
        }
    }

    @Test
    void peerWhoseIdleTimeIsShorterThanOursCostsNoError() {
        var options = new HttpServerOptions().setIdleTimeout(50).setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        var server = rig.vertx.createHttpServer(options).requestHandler(request -> request.body()
                .onSuccess(body -> request.response().end(DATA))
                .onFailure(gone -> {}));
        int port = Rig.await(server.listen(0, "127.0.0.1")).actualPort();
        Origin origin = new Origin("127.0.0.1", port, false);
        Random random = new Random(5);
        for (int round = 0; round < 40; round++) {
            await(load(4, 4, number -> getOrPut(origin, number)));
            LockSupport.parkNanos(45_000_000 + random.nextInt(10_000_000));
        }
        assertThat(rig.figures().dials()).isGreaterThan(4);
    }

    @Test
    void settingsFlippedUnderLoadCostNoError() {
        var server = rig.vertx.createHttpServer().requestHandler(request -> request.body()
                .onSuccess(body -> request.response().end(DATA)));
        int port = Rig.await(server.listen(0, "127.0.0.1")).actualPort();
        Origin origin = new Origin("127.0.0.1", port, false);
        Future<Void> load = load(6000, 16, number -> getOrPut(origin, number));
        Random random = new Random(11);
        int flips = 0;
        while (!load.isComplete()) {
            rig.pass(Duration.ofMillis(random.nextInt(40)));
            LockSupport.parkNanos(2_000_000);
            Rig.await(rig.client.apply(anySettings(random)));
            flips++;
        }
        await(load);
        assertThat(flips).isGreaterThan(10);
    }

    private static ClientSettings anySettings(Random random) {
        int perHost = 1 + random.nextInt(20);
        var pool = new PoolSettings(
                Duration.ofMillis(100 + random.nextInt(1000)),
                1 + random.nextInt(20),
                random.nextInt(perHost + 1),
                perHost,
                1000,
                Duration.ofMinutes(10),
                1 + random.nextInt(8),
                Duration.ofMillis(1000 + random.nextInt(3) * 1000),
                Duration.ofSeconds(5),
                Duration.ofMillis(1000 + random.nextInt(1000)),
                random.nextInt(3),
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                9 * 1024);
        var protocol = random.nextBoolean() ? PeerProtocol.HTTP1 : PeerProtocol.HTTP2;
        int window = 65_535 + random.nextInt(3) * 100_000;
        return new ClientSettings(
                pool,
                new TransportSettings(
                        Duration.ofMillis(100 + random.nextInt(500)),
                        Duration.ofMinutes(5),
                        window,
                        window,
                        protocol,
                        random.nextBoolean()));
    }

    private static void await(Future<Void> load) {
        try {
            load.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError("a request failed", failure);
        }
    }
}
