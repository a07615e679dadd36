package dev.cistern.backends.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.PoolSettings;
import dev.cistern.conf.RetrySettings;
import dev.cistern.net.CloseReason;
import dev.cistern.net.client.ClientOptions;
import dev.cistern.net.client.ClientSettings;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.Origin;
import dev.cistern.net.client.PooledHttpClient;
import dev.cistern.net.client.RequestBody;
import dev.cistern.net.pool.PoolFigures.Figures;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads that are sent twice at a time, over connections: hedges are due when a test says so. */
final class HedgedReadsTest {
    private static final Duration AFTER = Duration.ofMillis(100);
    private static final RetrySettings SETTINGS =
            new RetrySettings(2, Duration.ofSeconds(60), 8, Duration.ofSeconds(2), AFTER);

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final FalseTime time = new FalseTime();
    private final PooledHttpClient pooled = new PooledHttpClient(
            vertx, ClientOptions.defaults(), ClientSettings.http1(pool(10)), System::nanoTime, new Random(1));
    private final UpstreamClient client =
            new UpstreamClient(vertx, UpstreamClient.Line.of(pooled), SETTINGS, time, () -> 0);
    /** Those that came, in order; answered by the tests. */
    private final BlockingQueue<HttpServerRequest> came = new LinkedBlockingQueue<>();

    private final AtomicInteger closed = new AtomicInteger();
    private Origin origin = new Origin("unmade.test", 80, false);

    private static PoolSettings pool(int connsPerHost) {
        return new PoolSettings(
                Duration.ofMinutes(1),
                100,
                10,
                connsPerHost,
                100,
                Duration.ofSeconds(10),
                10,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofHours(1),
                0,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                15 * 1024);
    }

    @BeforeEach
    void serve() throws Exception {
        HttpServer server = vertx.createHttpServer()
                .connectionHandler(connection -> connection.closeHandler(gone -> closed.incrementAndGet()))
                .requestHandler(came::add)
                .listen(0, "127.0.0.1")
                .await(60, TimeUnit.SECONDS);
        origin = new Origin("127.0.0.1", server.actualPort(), false);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        eventually(() ->
                figures().leases() == 0 && figures().waiting() == 0 && figures().dialling() == 0);
        assertThat(onLoop(() -> client.host(origin).inFlight.isPlain())).isTrue();
        Void unused = pooled.close().compose(done -> vertx.close()).await(60, TimeUnit.SECONDS);
    }

    private Figures figures() {
        return pooled.figures().total();
    }

    private <T> T onLoop(Callable<T> task) throws Exception {
        Promise<T> done = Promise.promise();
        loop.runOnContext(now -> {
            try {
                done.complete(task.call());
            } catch (Throwable failed) {
                done.fail(failed);
            }
        });
        return done.future().await(60, TimeUnit.SECONDS);
    }

    private static void eventually(BooleanSupplier expected) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!expected.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** A read, and its status and body. */
    private Future<String> read(HttpMethod method) throws Exception {
        HttpRequest request =
                new HttpRequest(origin, method, "/", MultiMap.caseInsensitiveMultiMap(), RequestBody.none());
        Promise<String> read = Promise.promise();
        boolean unused = onLoop(() -> {
            client.read(request).onFailure(read::tryFail).onSuccess(response -> collect(response, read));
            return true;
        });
        return read.future();
    }

    private static void collect(HttpResponse response, Promise<String> read) {
        Buffer body = Buffer.buffer();
        var unused = response.body()
                .exceptionHandler(read::tryFail)
                .endHandler(end -> read.tryComplete(response.status() + " " + body))
                .handler(body::appendBuffer)
                .resume();
    }

    private HttpServerRequest next() throws InterruptedException {
        HttpServerRequest request = came.poll(20, TimeUnit.SECONDS);
        assertThat(request).as("a request").isNotNull();
        return request;
    }

    private void hedge() throws Exception {
        boolean unused = onLoop(() -> {
            time.pass(AFTER.toNanos());
            return true;
        });
    }

    private UpstreamFigures.Hedges hedges() {
        return client.figures().getOrDefault(origin, UpstreamFigures.NONE).hedges();
    }

    private static void answer(HttpServerRequest request, int status, String body) {
        Future<Void> unused = request.response().setStatusCode(status).end(body);
    }

    private static String result(Future<String> read) throws Exception {
        return read.await(60, TimeUnit.SECONDS);
    }

    @Test
    void secondIsAnsweredFirstAndTheConnectionOfTheOtherIsClosedAtOnce() throws Exception {
        Future<String> read = read(HttpMethod.GET);
        HttpServerRequest first = next();
        hedge();
        HttpServerRequest second = next();
        assertThat(second.connection()).isNotSameAs(first.connection());
        answer(second, 200, "the second");

        assertThat(result(read)).isEqualTo("200 the second");
        eventually(() -> closed.get() == 1);
        assertThat(figures().closes()).containsEntry(CloseReason.CANCELLED, 1L);
        assertThat(hedges()).isEqualTo(new UpstreamFigures.Hedges(1, 1, 0));
    }

    @Test
    void firstIsAnsweredFirstInTheEndAndTheConnectionOfTheSecondIsClosedAtOnce() throws Exception {
        Future<String> read = read(HttpMethod.GET);
        HttpServerRequest first = next();
        hedge();
        HttpServerRequest unanswered = next();
        answer(first, 206, "the first");

        assertThat(result(read)).isEqualTo("206 the first");
        eventually(() -> closed.get() == 1);
        eventually(() -> unanswered.response().closed());
        assertThat(hedges()).isEqualTo(new UpstreamFigures.Hedges(1, 0, 0));
    }

    @Test
    void firstThatFailsOrIsLostDoesNotEndTheSecond() throws Exception {
        Future<String> failing = read(HttpMethod.GET);
        HttpServerRequest failed = next();
        hedge();
        answer(failed, 500, "no");
        answer(next(), 200, "well");
        assertThat(result(failing)).isEqualTo("200 well");
        eventually(() -> figures().idle() == 2);

        Future<String> losing = read(HttpMethod.HEAD);
        HttpServerRequest lost = next();
        hedge();
        HttpServerRequest second = next();
        Future<Void> unused = lost.connection().close();
        // The pool sends it a third time, since a HEAD may be; nobody answers that one.
        HttpServerRequest third = next();
        answer(second, 200, "");
        assertThat(result(losing)).isEqualTo("200 ");
        eventually(() -> third.response().closed());
    }

    @Test
    void whereNoConnectionIsSpareNothingIsSentAndNothingIsPaid() throws Exception {
        var unused = pooled.apply(ClientSettings.http1(pool(1))).await(60, TimeUnit.SECONDS);
        for (int i = 0; i < 2 * HedgeBudget.MOST / HedgeBudget.PRICE; i++) {
            Future<String> read = read(HttpMethod.GET);
            HttpServerRequest only = next();
            hedge();
            answer(only, 200, "alone");
            assertThat(result(read)).isEqualTo("200 alone");
        }
        assertThat(came).isEmpty();
        assertThat(hedges()).isEqualTo(new UpstreamFigures.Hedges(0, 0, 0));
        assertThat(client.host(origin).hedgeBudget.tokens()).isEqualTo(HedgeBudget.MOST);
        assertThat(figures().dials()).isEqualTo(1);
        assertThat(figures().refused()).isZero();
    }
}
