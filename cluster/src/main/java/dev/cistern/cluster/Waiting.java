package dev.cistern.cluster;

import dev.cistern.cluster.ClusterException.Code;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for what others do. */
record Waiting(Vertx vertx) {
    private static final Duration LOOK = Duration.ofMillis(20);
    /** Between tries, which ask others. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Fails with {@link Code#NO_QUORUM} where it has not come true in time. */
    Future<Void> until(Supplier<Boolean> condition, Duration within) {
        return until(condition, System.nanoTime() + within.toNanos(), within);
    }

    private Future<Void> until(Supplier<Boolean> condition, long deadline, Duration within) {
        if (condition.get()) {
            return Future.succeededFuture();
        }
        return System.nanoTime() - deadline > 0
                ? Future.failedFuture(new ClusterException(
                        Code.NO_QUORUM, "the cluster did not agree within " + within.toSeconds() + " s"))
                : vertx.timer(LOOK.toMillis(), TimeUnit.MILLISECONDS)
                        .compose(waited -> until(condition, deadline, within));
    }

    /** Tries until it succeeds, or until {@code deadline}, in nanoseconds of {@link System#nanoTime}; then fails as the last try did. */
    Future<Void> success(Supplier<Future<Void>> attempt, long deadline) {
        return attempt.get()
                .recover(failure -> System.nanoTime() - deadline > 0
                        ? Future.failedFuture(failure)
                        : vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                                .compose(waited -> success(attempt, deadline)));
    }
}
