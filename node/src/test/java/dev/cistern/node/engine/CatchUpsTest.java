package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.engine.Proposals.Patience;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rounds that end as a test says, in false time. */
final class CatchUpsTest {
    private static final Patience PATIENCE =
            new Patience(Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofSeconds(4));

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final Deque<Future<Long>> rounds = new ArrayDeque<>();
    private final CatchUps catchUps =
            new CatchUps(vertx, () -> Optional.of(log()), index -> Future.succeededFuture(), PATIENCE, now::get);

    @AfterEach
    void close() {
        StoreUnderTest.await(vertx.close());
    }

    private CommitLog log() {
        return new CommitLog() {
            @Override
            public Future<Long> propose(byte[] command) {
                return Future.failedFuture("nothing is proposed here");
            }

            @Override
            public Future<Long> committed() {
                asked.incrementAndGet();
                synchronized (rounds) {
                    return rounds.isEmpty() ? Future.failedFuture("nobody leads") : rounds.remove();
                }
            }

            @Override
            public boolean leads() {
                return false;
            }
        };
    }

    private void assertRefused(Future<Void> caughtUp) {
        assertThatThrownBy(() -> StoreUnderTest.await(caughtUp))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.NO_MAJORITY));
    }

    @Test
    void whoAsksDuringARoundSharesTheNext() {
        Promise<Long> first = Promise.promise();
        Promise<Long> second = Promise.promise();
        rounds.add(first.future());
        rounds.add(second.future());

        Future<Void> one = catchUps.catchUp();
        Future<Void> two = catchUps.catchUp();
        Future<Void> three = catchUps.catchUp();
        first.complete(1L);
        StoreUnderTest.await(one);
        assertThat(two.isComplete()).isFalse();
        second.complete(1L);

        StoreUnderTest.await(two);
        StoreUnderTest.await(three);
        assertThat(asked).hasValue(2);
    }

    @Test
    void aFailedRoundIsTriedAgainWhileAnElectionMayBeUnderWay() {
        rounds.add(Future.failedFuture("nobody leads"));
        rounds.add(Future.failedFuture("nobody leads"));
        rounds.add(Future.succeededFuture(1L));

        StoreUnderTest.await(catchUps.catchUp());

        assertThat(asked).hasValue(3);
    }

    @Test
    void inALongOutageNobodyWaitsForMoreThanARound() {
        Promise<Long> second = Promise.promise();
        rounds.add(Future.failedFuture("nobody leads"));
        rounds.add(second.future());
        Future<Void> early = catchUps.catchUp();
        assertThat(early.isComplete()).isFalse();

        now.addAndGet(Duration.ofSeconds(5).toNanos());
        second.fail("nobody leads");
        assertRefused(early);
        int before = asked.get();
        assertRefused(catchUps.catchUp());

        assertThat(asked).hasValue(before + 1);
    }

    @Test
    void afterAnOutageOneRoundThatSucceedsEndsIt() {
        rounds.add(Future.failedFuture("nobody leads"));
        rounds.add(Future.succeededFuture(1L));
        StoreUnderTest.await(catchUps.catchUp());
        now.addAndGet(Duration.ofSeconds(5).toNanos());
        rounds.add(Future.failedFuture("nobody leads"));
        rounds.add(Future.succeededFuture(1L));

        StoreUnderTest.await(catchUps.catchUp());

        assertThat(asked).hasValue(4);
    }
}
