package dev.cistern.node.copies;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LanesTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Lanes lanes = new Lanes(context, 3, stopped::get);

    /** What was begun, in order; touched on the context alone. */
    private final Map<Integer, Promise<Void>> begun = new LinkedHashMap<>();

    @AfterEach
    void close() throws Exception {
        var unused = vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private Future<Void> each(int count) throws Exception {
        List<Future<Void>> ended = new ArrayList<>();
        onContext(() -> ended.add(lanes.each(IntStream.range(0, count).boxed().toList(), one -> {
            Promise<Void> promise = Promise.promise();
            begun.put(one, promise);
            return promise.future();
        })));
        return ended.get(0);
    }

    private List<Integer> begun() throws Exception {
        List<Integer> now = new ArrayList<>();
        onContext(() -> now.addAll(begun.keySet()));
        return now;
    }

    private void complete(int one) throws Exception {
        onContext(() -> promise(one).complete());
    }

    private Promise<Void> promise(int one) {
        return Objects.requireNonNull(begun.get(one));
    }

    private void onContext(Runnable task) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        context.runOnContext(now -> {
            task.run();
            done.countDown();
        });
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void soManyAreBegunAtOnceAndNoMore() throws Exception {
        var unused = each(10);

        assertThat(begun()).containsExactly(0, 1, 2);
    }

    @Test
    void oneThatTakesLongHoldsUpNoOther() throws Exception {
        Future<Void> ended = each(6);
        for (int one : List.of(1, 2, 3, 4, 5)) {
            complete(one);
            assertThat(begun()).contains(Math.min(one + 2, 5));
        }
        assertThat(ended.isComplete()).isFalse();

        complete(0);
        assertThat(begun()).hasSize(6);
        assertThat(ended.succeeded()).isTrue();
    }

    @Test
    void afterOneThatFailedNoOtherIsBegunAndItEndsWhenAllThatWereHaveEnded() throws Exception {
        Future<Void> ended = each(10);
        onContext(() -> promise(1).fail("no"));
        complete(0);
        assertThat(begun()).containsExactly(0, 1, 2);
        assertThat(ended.isComplete()).isFalse();

        complete(2);
        assertThat(begun()).containsExactly(0, 1, 2);
        assertThat(ended.cause()).hasMessage("no");
    }

    @Test
    void stepThatThrowsIsOneThatFailed() throws Exception {
        List<Future<Void>> ended = new ArrayList<>();
        onContext(() -> ended.add(lanes.each(List.of(1, 2, 3, 4), one -> {
            throw new IllegalStateException("no");
        })));
        onContext(() -> {});

        assertThat(ended.get(0).cause()).hasMessage("no");
    }

    @Test
    void noneIsBegunOnceItIsStopped() throws Exception {
        Future<Void> ended = each(10);
        stopped.set(true);
        for (int one : List.of(0, 1, 2)) {
            complete(one);
        }

        assertThat(begun()).containsExactly(0, 1, 2);
        assertThat(ended.succeeded()).isTrue();
    }

    @Test
    void ofNoneItIsTheEnd() throws Exception {
        assertThat(each(0).succeeded()).isTrue();
    }
}
