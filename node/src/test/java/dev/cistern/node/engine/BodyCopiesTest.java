package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.engine.Copies.Leg;
import dev.cistern.node.engine.Copies.Spread;
import dev.cistern.node.engine.blob.BlobSum;
import dev.cistern.node.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of legs that are late, or lost. */
final class BodyCopiesTest {
    private static final BlobSum SUM = new BlobSum(3, 0);
    private static final BodyCopies.Patience PATIENT =
            new BodyCopies.Patience(Duration.ofMinutes(10), Duration.ofMinutes(10), Duration.ofMinutes(10));
    /** Waits a moment for room, and at the end for as long as it takes. */
    private static final BodyCopies.Patience NO_LAG =
            new BodyCopies.Patience(Duration.ofMillis(1), Duration.ofMinutes(10), Duration.ofMinutes(10));

    private static final BodyCopies.Patience HASTY =
            new BodyCopies.Patience(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1));

    private final Vertx vertx = Vertx.vertx();
    private final FakeLeg one = new FakeLeg(1);
    private final FakeLeg two = new FakeLeg(2);

    private static final class FakeLeg implements Leg {
        private final int member;
        private Promise<Void> room = Promise.promise();
        private final Promise<Void> end = Promise.promise();
        private boolean cancelled;

        FakeLeg(int member) {
            this.member = member;
        }

        @Override
        public int member() {
            return member;
        }

        @Override
        public Future<Void> send(List<ByteBuffer> bytes) {
            room = Promise.promise();
            return room.future();
        }

        @Override
        public Future<Void> finish(BlobSum sum) {
            return end.future();
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    @AfterEach
    void close() {
        StoreUnderTest.await(vertx.close());
    }

    private BodyCopies copies(BodyCopies.Patience patience) {
        return new BodyCopies(vertx, new Spread(true, 2, List.of(one, two), List.of(0, 1, 2)), patience);
    }

    private static void send(BodyCopies copies) {
        copies.send(List.of(ByteBuffer.wrap(new byte[3])));
    }

    @Test
    void allGoAtThePaceOfTheSlowest() {
        BodyCopies copies = copies(PATIENT);
        send(copies);
        one.room.complete();
        Future<Void> room = copies.room();
        assertThat(room.isComplete()).isFalse();

        two.room.complete();
        StoreUnderTest.await(room);
    }

    @Test
    void whoIsTooLateIsGivenUpWhereEnoughAreLeft() {
        BodyCopies copies = copies(NO_LAG);
        send(copies);
        one.room.complete();
        StoreUnderTest.await(copies.room());

        assertThat(two.cancelled).isTrue();
        Future<List<Integer>> durable = copies.finish(SUM);
        one.end.complete();
        assertThat(StoreUnderTest.await(durable)).containsExactly(1);
        assertThat(copies.missing(List.of(0, 1))).containsExactly(2);
    }

    @Test
    void whoIsLateIsWaitedForWhereNotEnoughAreLeft() {
        BodyCopies copies = copies(NO_LAG);
        send(copies);
        one.room.fail("lost");
        Future<Void> room = copies.room();
        two.room.complete();
        StoreUnderTest.await(room);

        assertThat(two.cancelled).isFalse();
    }

    @Test
    void withTooFewLeftTheBodyIsRefusedAtOnce() {
        BodyCopies copies = copies(PATIENT);
        send(copies);
        one.room.fail("lost");
        two.room.fail("lost too");

        assertThatThrownBy(() -> StoreUnderTest.await(copies.room()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("needs 2 copies")
                .hasMessageContaining("lost too");
    }

    @Test
    void theRestIsWaitedForAtTheEndButNotForLong() {
        BodyCopies copies = copies(PATIENT);
        Future<List<Integer>> durable = copies.finish(SUM);
        one.end.complete();
        assertThat(durable.isComplete()).isFalse();
        two.end.complete();
        assertThat(StoreUnderTest.await(durable)).containsExactly(1, 2);

        FakeLeg slow = new FakeLeg(4);
        BodyCopies hasty = new BodyCopies(
                vertx,
                new Spread(true, 2, List.of(one, slow), List.of(0, 1, 2)),
                new BodyCopies.Patience(Duration.ofMinutes(10), Duration.ofMillis(1), Duration.ofMinutes(10)));
        assertThat(StoreUnderTest.await(hasty.finish(SUM))).containsExactly(1);
    }

    @Test
    void withoutACopyHereTwoOthersAreNeeded() {
        BodyCopies copies = new BodyCopies(vertx, new Spread(false, 2, List.of(one, two), List.of(1, 2)), PATIENT);
        Future<List<Integer>> durable = copies.finish(SUM);
        one.end.complete();
        two.end.fail("lost");

        assertThatThrownBy(() -> StoreUnderTest.await(durable)).isInstanceOf(StoreException.class);
    }

    @Test
    void theEndIsNotWaitedForWithoutLimit() {
        BodyCopies copies = copies(HASTY);

        assertThatThrownBy(() -> StoreUnderTest.await(copies.finish(SUM)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("did not answer");
    }

    @Test
    void whoOughtToHaveItAndWasNotTriedIsMissingTooButNotWhoStoodIn() {
        BodyCopies copies = new BodyCopies(vertx, new Spread(true, 2, List.of(one, two), List.of(0, 1, 5)), PATIENT);

        assertThat(copies.missing(List.of(0, 2))).containsExactly(1, 5);
        assertThat(copies.missing(List.of(0, 1, 2))).containsExactly(5);
    }
}
