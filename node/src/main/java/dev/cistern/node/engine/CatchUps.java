package dev.cistern.node.engine;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings this node up to all that was acknowledged, anywhere, before it was asked: one round for all who ask while another is under
 * way. Used by any thread.
 */
final class CatchUps {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Vertx vertx;
    private final Supplier<Optional<CommitLog>> log;
    private final LongFunction<Future<Void>> reached;
    private final Proposals.Patience patience;
    private final LongSupplier nanoTime;
    private boolean running; // Guarded by this, as the next.
    private @Nullable Promise<Void> next;
    private OptionalLong failingSince = OptionalLong.empty(); // nanoTime() of the first of the rounds that fail now.

    /** @param reached completes when this node has applied the log up to an index */
    CatchUps(
            Vertx vertx,
            Supplier<Optional<CommitLog>> log,
            LongFunction<Future<Void>> reached,
            Proposals.Patience patience,
            LongSupplier nanoTime) {
        this.vertx = vertx;
        this.log = log;
        this.reached = reached;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /**
     * Tries until it succeeds, or patience ends: {@link Code#NO_MAJORITY}. Where it has failed for longer than an election takes,
     * nobody waits for more than one round, until one succeeds. Completes on any thread.
     */
    Future<Void> catchUp() {
        return attempt(nanoTime.getAsLong() + patience.whole().toNanos());
    }

    private Future<Void> attempt(long deadline) {
        return round().recover(failure -> nanoTime.getAsLong() - deadline > 0 || isOutage()
                ? Future.failedFuture(new StoreException(
                        Code.NO_MAJORITY, "no majority of the cluster's nodes can be reached: " + failure.getMessage()))
                : vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS).compose(waited -> attempt(deadline)));
    }

    private synchronized boolean isOutage() {
        return failingSince.isPresent()
                && nanoTime.getAsLong() - failingSince.getAsLong()
                        > patience.election().toNanos();
    }

    /** A round that begins after this is called. */
    private Future<Void> round() {
        Promise<Void> mine;
        synchronized (this) {
            if (running) {
                Promise<Void> later = next == null ? Promise.promise() : next;
                next = later;
                return later.future();
            }
            running = true;
            mine = Promise.promise();
        }
        run(mine);
        return mine.future();
    }

    private void run(Promise<Void> mine) {
        log.get()
                .map(from -> from.committed()
                        .compose(reached::apply)
                        .timeout(patience.attempt().toMillis(), TimeUnit.MILLISECONDS))
                .orElseGet(() -> Future.failedFuture("this node takes no part in its cluster yet"))
                .onComplete(done -> {
                    Promise<Void> following;
                    synchronized (this) {
                        following = next;
                        next = null;
                        running = following != null;
                        if (done.succeeded()) {
                            failingSince = OptionalLong.empty();
                        } else if (failingSince.isEmpty()) {
                            failingSince = OptionalLong.of(nanoTime.getAsLong());
                        }
                    }
                    if (following != null) {
                        run(following);
                    }
                    mine.handle(done);
                });
    }
}
