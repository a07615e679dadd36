package dev.cistern.cluster.raft;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for what happens on other threads, within a generous bound. */
public final class Waiting {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private Waiting() {}

    /** The outcome. */
    @CanIgnoreReturnValue
    public static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (Exception e) {
            throw new AssertionError("no outcome", e);
        }
    }

    /** Why it failed. */
    public static Throwable failure(Future<?> future) {
        return get(future.transform(done -> Future.succeededFuture(done.cause())));
    }

    /** Until something holds. */
    public static void until(String what, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        try {
            while (!condition.call()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new AssertionError("not within " + LONGEST.toSeconds() + " s: " + what);
                }
                LockSupport.parkNanos(5_000_000);
            }
        } catch (Exception e) {
            throw new AssertionError(what, e);
        }
    }
}
