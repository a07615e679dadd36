package dev.cistern.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.cluster.raft.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class UntilAnotherLeadsTest {
    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch looked = new CountDownLatch(3);
    private volatile @Nullable String leader = "n1";
    private final UntilAnotherLeads patience = new UntilAnotherLeads(vertx, this::leader, Duration.ofMillis(1));

    private @Nullable String leader() {
        looked.countDown();
        return leader;
    }

    @AfterEach
    void close() {
        Waiting.get(vertx.close().map(true));
    }

    @Test
    void anAnswerIsPassedOn() {
        assertThat(Waiting.get(patience.await("n1", Future.succeededFuture("done"))))
                .isEqualTo("done");
        assertThat(Waiting.failure(patience.await("n1", Future.failedFuture("refused"))))
                .hasMessage("refused");
    }

    @Test
    void whileNoOtherLeadsTheAnswerIsWaitedFor() throws Exception {
        Promise<String> answer = Promise.promise();
        Future<String> waiting = patience.await("n1", answer.future());
        leader = null;
        assertThat(looked.await(1, TimeUnit.MINUTES)).isTrue();

        assertThat(waiting.isComplete()).isFalse();
        answer.complete("late");
        assertThat(Waiting.get(waiting)).isEqualTo("late");
    }

    @Test
    void whoDoesNotAnswerIsLeftWhenAnotherLeads() {
        Future<String> waiting = patience.await("n1", Promise.<String>promise().future());
        leader = "n2";

        assertThat(Waiting.failure(waiting)).isInstanceOf(UntilAnotherLeads.LeaderChangedException.class);
    }
}
