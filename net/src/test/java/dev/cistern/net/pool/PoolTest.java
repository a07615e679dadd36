package dev.cistern.net.pool;

import static dev.cistern.net.pool.FalsePool.HOST;
import static dev.cistern.net.pool.FalsePool.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.PoolSettings;
import dev.cistern.net.CloseReason;
import dev.cistern.net.pool.AcquireException.Code;
import dev.cistern.net.pool.FalseConnector.Line;
import dev.cistern.net.pool.PoolFigures.Figures;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole pool on real event loops, with connections that are none. */
@Timeout(60)
final class PoolTest {
    private static final int LOOPS = 3;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(LOOPS, LocalIoHandler.newFactory());
    private final FalseConnector connector = new FalseConnector();
    private final Pool<Line> pool = new Pool<>(connector, SETTINGS, System::nanoTime, new Random(1));

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
    }

    private static PoolSettings settings(int conns, int dials, Duration acquireTimeout) {
        return new PoolSettings(
                SETTINGS.idleTime(),
                SETTINGS.idleConns(),
                conns,
                conns,
                100_000,
                acquireTimeout,
                dials,
                SETTINGS.connectTimeout(),
                SETTINGS.tlsTimeout(),
                SETTINGS.maxLifetime(),
                0,
                SETTINGS.maxRequests(),
                SETTINGS.dialRate(),
                SETTINGS.idleConnBytes());
    }

    private static <T> T await(Future<T> future) throws InterruptedException, TimeoutException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw new AssertionError(failure.getCause());
        }
    }

    private Asked<Line> ask(EventLoop loop) {
        return Asked.of(pool, HOST, loop);
    }

    private static Code failure(Asked<Line> acquisition) throws InterruptedException, TimeoutException {
        Future<Code> code = acquisition
                .lease()
                .transform(given -> given.cause() instanceof AcquireException failure
                        ? Future.succeededFuture(failure.code())
                        : Future.failedFuture("no failure of an acquisition: " + given));
        return await(code);
    }

    @Test
    void aLeaseIsDeliveredOnTheLoopThatAskedThoughItsConnectionLivesOnAnother() throws Exception {
        EventLoop first = group.next();
        EventLoop second = group.next();
        await(ask(first).lease()).release();
        Promise<Boolean> inLoop = Promise.promise();
        second.execute(() -> ask(second).lease().onSuccess(lease -> {
            inLoop.complete(second.inEventLoop() && lease.loop() == first && !lease.fresh());
            lease.release();
        }));
        assertThat(await(inLoop.future())).isTrue();
    }

    @Test
    void onlyTheFirstReturnCounts() throws Exception {
        Lease<Line> lease = await(ask(group.next()).lease());
        lease.release();
        lease.release();
        lease.close(CloseReason.PROTOCOL_ERROR);
        Figures total = pool.figures().total();
        assertThat(total.idle()).isEqualTo(1);
        assertThat(total.leases()).isZero();
    }

    @Test
    void aWaitEndsThoughNothingElseHappens() throws Exception {
        connector.answering = false;
        assertThat(await(pool.apply(settings(1, 1, Duration.ofMillis(10)))).waitersWoken())
                .isZero();
        assertThat(failure(ask(group.next()))).isEqualTo(Code.TIMEOUT);
        assertThat(pool.figures().total().refused()).isEqualTo(1);
    }

    @Test
    void aWaitCanBeGivenUp() throws Exception {
        connector.answering = false;
        Asked<Line> asked = ask(group.next());
        assertThat(asked.cancel()).isTrue();
        assertThat(failure(asked)).isEqualTo(Code.CANCELLED);
        assertThat(asked.cancel()).isFalse();
    }

    @Test
    void aFailedDialCountsUnderTheStepThatFailed() throws Exception {
        Exception network = new IllegalStateException("certificate expired");
        connector.refusal = new DialFailedException(CloseReason.TLS_FAIL, "TLS with " + HOST + " failed", network);
        assertThat(failure(ask(group.next()))).isEqualTo(Code.DIAL_FAILED);
        connector.refusal = new IllegalStateException("the connector is broken");
        assertThat(failure(ask(group.next()))).isEqualTo(Code.DIAL_FAILED);
        Figures total = pool.figures().total();
        assertThat(total.open()).isZero();
        assertThat(total.closes()).containsEntry(CloseReason.TLS_FAIL, 1L).containsEntry(CloseReason.CONNECT_FAIL, 1L);
    }

    @Test
    void figuresShowWhatTheConnectionsDo() throws Exception {
        Lease<Line> held = await(ask(group.next()).lease());
        Lease<Line> returned = await(ask(group.next()).lease());
        Lease<Line> closed = await(ask(group.next()).lease());
        held.connection().events.peerKeepsIdleFor(Duration.ofSeconds(20));
        returned.release();
        closed.close(CloseReason.PEER_CLOSE_HDR);
        PoolFigures figures = pool.figures();
        Figures host = figures.hosts().getOrDefault(HOST, figures.total());
        assertThat(host).usingRecursiveComparison().isEqualTo(figures.total());
        assertThat(host.open()).isEqualTo(2);
        assertThat(host.idle()).isEqualTo(1);
        assertThat(host.active()).isEqualTo(1);
        assertThat(host.dials()).isEqualTo(3);
        assertThat(host.closes()).hasSize(CloseReason.values().length).containsEntry(CloseReason.PEER_CLOSE_HDR, 1L);
        assertThat(host.lastCloses()).singleElement().satisfies(last -> assertThat(last.reason())
                .isEqualTo(CloseReason.PEER_CLOSE_HDR));
        assertThat(host.ages().stream().mapToLong(PoolFigures.Bucket::count).sum())
                .isEqualTo(2);
        assertThat(host.acquireTimes().stream()
                        .mapToLong(PoolFigures.Bucket::count)
                        .sum())
                .isEqualTo(3);
        assertThat(host.idleBytes()).isEqualTo(SETTINGS.idleConnBytes());
        assertThat(host.limits().peerKeepsIdleFor()).isEqualTo(Duration.ofSeconds(20));
        assertThat(pool.traffic()).containsOnlyKeys(HOST);
        held.release();
    }

    private void leaseAndForget() throws Exception {
        assertThat(await(ask(group.next()).lease()).fresh()).isTrue();
    }

    @Test
    void aLeaseThatItsHolderForgotIsTakenBackOnceItIsGarbage() throws Exception {
        Lease<Line> held = await(ask(group.next()).lease());
        leaseAndForget();
        for (int attempt = 0; attempt < 100 && pool.figures().total().leaked() == 0; attempt++) {
            System.gc();
            pool.sweep();
        }
        Figures total = pool.figures().total();
        assertThat(total.leaked()).isEqualTo(1);
        assertThat(total.closes()).containsEntry(CloseReason.LEAK, 1L);
        assertThat(total.leases()).isEqualTo(1);
        held.release();
        await(pool.close());
    }

    /** Four sweeps a second would not serve them all before they time out. */
    @Test
    void waitersThatTheDialRateHoldsBackAreServedBetweenSweeps() throws Exception {
        PoolSettings slow = new Knobs()
                .dials(1)
                .dialRate(1_000)
                .acquireTimeout(Duration.ofSeconds(20))
                .settings();
        assertThat(await(pool.apply(slow)).idleClosing()).isZero();
        List<Asked<Line>> asked = new ArrayList<>();
        for (int request = 0; request < 200; request++) {
            asked.add(ask(group.next()));
        }
        for (Asked<Line> each : asked) {
            assertThat(await(each.lease()).fresh()).isTrue();
        }
        assertThat(pool.figures().total().dialsDelayed()).isPositive();
    }

    @Test
    void aRaisedAcquireTimeoutHoldsForThoseWhoWait() throws Exception {
        connector.answering = false;
        assertThat(await(pool.apply(settings(1, 1, Duration.ofMillis(300)))).waitersWoken())
                .isZero();
        Asked<Line> longer = ask(group.next());
        assertThat(await(pool.apply(settings(1, 1, Duration.ofMinutes(1)))).waitersWoken())
                .isZero();
        Asked<Line> shorter = Asked.again(pool, HOST, group.next(), System.nanoTime() - 59_400_000_000L);
        assertThat(failure(shorter)).isEqualTo(Code.TIMEOUT);
        assertThat(longer.lease().isComplete()).isFalse();
        assertThat(longer.cancel()).isTrue();
    }

    @Test
    void aClosedPoolEndsWhenTheLastLeaseIsReturned() throws Exception {
        Lease<Line> held = await(ask(group.next()).lease());
        Future<Void> ended = pool.close();
        assertThat(ended.isComplete()).isFalse();
        assertThat(failure(ask(group.next()))).isEqualTo(Code.POOL_CLOSED);
        held.release();
        await(ended);
        assertThat(connector.closes).containsExactly(CloseReason.SHUTDOWN);
    }

    /** Requests of all loops at once, while limits change and peers hang up. */
    @Test
    void nothingIsLostBetweenThreads() throws Exception {
        List<EventLoop> loops = new ArrayList<>();
        group.forEach(executor -> loops.add((EventLoop) executor));
        int requests = 30_000;
        CountDownLatch done = new CountDownLatch(requests);
        AtomicInteger shared = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        for (int request = 0; request < requests; request++) {
            EventLoop loop = loops.get(request % LOOPS);
            boolean hangUp = request % 50 == 0;
            ask(loop).lease().onComplete(given -> {
                if (given.succeeded()) {
                    use(given.result(), shared, hangUp);
                } else {
                    failed.incrementAndGet();
                }
                done.countDown();
            });
            if (request % 1_000 == 0) {
                await(pool.apply(settings(5 + request / 1_000 % 7, 4, Duration.ofSeconds(30))));
            }
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(shared).hasValue(0);
        assertThat(failed).hasValue(0);
        await(pool.close());
        Figures total = pool.figures().total();
        assertThat(total.dials())
                .isEqualTo(total.closes().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
        assertThat(connector.open).hasValue(0);
        assertThat(connector.mostDialling.get()).isLessThanOrEqualTo(4);
    }

    private void use(Lease<Line> lease, AtomicInteger shared, boolean hangUp) {
        Line line = lease.connection();
        if (line.users.incrementAndGet() > 1) {
            shared.incrementAndGet();
        }
        lease.loop().execute(() -> {
            line.users.decrementAndGet();
            if (hangUp) {
                connector.hangUp(line);
            }
            lease.release();
        });
    }
}
