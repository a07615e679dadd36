package dev.cistern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.PeerProtocol;
import dev.cistern.conf.PoolSettings;
import dev.cistern.conf.TransportSettings;
import dev.cistern.net.CloseReason;
import dev.cistern.net.pool.PoolFigures;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.TrustOptions;
import io.vertx.core.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A client on false time. Its invariants are checked when it is closed. */
final class Rig implements AutoCloseable {
    static final PoolSettings POOL = new PoolSettings(
            Duration.ofSeconds(15),
            1000,
            100,
            100,
            1000,
            Duration.ofSeconds(5),
            32,
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofMinutes(10),
            0,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            9 * 1024);
    static final ClientSettings SETTINGS = ClientSettings.http1(POOL);
    static final ClientSettings HTTP2 = new ClientSettings(
            POOL,
            new TransportSettings(
                    Duration.ofSeconds(2), Duration.ofSeconds(10), 1 << 24, 1 << 22, PeerProtocol.HTTP2, true));

    final Vertx vertx;
    final PooledHttpClient client;
    private final List<Context> loops = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);

    Rig() {
        this(SETTINGS, null);
    }

    Rig(ClientSettings settings, @Nullable TrustOptions trust) {
        this(Transport.NIO, settings, trust);
    }

    Rig(Transport transport) {
        this(transport, SETTINGS, null);
    }

    private Rig(Transport transport, ClientSettings settings, @Nullable TrustOptions trust) {
        vertx = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(2))
                .withTransport(transport)
                .build();
        var options = new ClientOptions(trust, Duration.ofSeconds(60), Duration.ofSeconds(30));
        client = new PooledHttpClient(vertx, options, settings, nanos::get, new Random(42));
    }

    static HttpRequest request(HttpMethod method, Origin origin, String target, RequestBody body) {
        return new HttpRequest(origin, method, target, MultiMap.caseInsensitiveMultiMap(), body);
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** Lets time pass again and again, until the request that is stuck gives up. */
    RequestFailedException failureAfter(Duration time, Future<?> stuck) {
        eventually(() -> {
            pass(time);
            LockSupport.parkNanos(1_000_000);
            return stuck.isComplete();
        });
        return failure(stuck);
    }

    /** What came of a request: the status, and the whole body. */
    record Answer(int status, MultiMap headers, Buffer body, MultiMap trailers) {}

    Future<Answer> fetch(HttpRequest request) {
        return client.send(request).compose(Rig::read);
    }

    static Future<Answer> read(HttpResponse response) {
        Promise<Answer> read = Promise.promise();
        Buffer all = Buffer.buffer();
        response.body()
                .exceptionHandler(read::tryFail)
                .endHandler(end -> response.trailers()
                        .map(trailers -> new Answer(response.status(), response.headers(), all, trailers))
                        .onComplete(read))
                .handler(all::appendBuffer)
                .resume();
        return read.future();
    }

    /** Sends from the event loop of that number, and reads there. */
    String getOnLoop(int number, Origin origin, String target) {
        while (loops.size() <= number) {
            loops.add(((VertxInternal) vertx).createEventLoopContext());
        }
        Promise<Answer> answer = Promise.promise();
        loops.get(number)
                .runOnContext(on -> fetch(HttpRequest.get(origin, target)).onComplete(answer));
        return await(answer.future()).body().toString();
    }

    String get(Origin origin, String target) {
        return await(fetch(HttpRequest.get(origin, target))).body().toString();
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError("did not complete", failure);
        }
    }

    static RequestFailedException failure(Future<?> future) {
        try {
            Object result = future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
            throw new AssertionError("succeeded with " + result);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RequestFailedException expected) {
                return expected;
            }
            throw new AssertionError("failed otherwise", failure);
        } catch (Exception failure) {
            throw new AssertionError("did not complete", failure);
        }
    }

    PoolFigures.Figures figures() {
        return client.figures().total();
    }

    long closes(CloseReason reason) {
        return figures().closes().getOrDefault(reason, 0L);
    }

    /** Waits for what the loops are about to bring about; fails when they do not within ten seconds. */
    void eventually(BooleanSupplier expected) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!expected.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still %s", figures()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        eventually(() ->
                figures().leases() == 0 && figures().waiting() == 0 && figures().dialling() == 0);
        await(client.close());
        PoolFigures.Figures end = figures();
        long closes = end.closes().values().stream().mapToLong(Long::longValue).sum();
        assertThat(end.open()).isZero();
        assertThat(end.dials()).isEqualTo(closes);
        await(vertx.close());
    }
}
