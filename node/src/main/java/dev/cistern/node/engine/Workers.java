package dev.cistern.node.engine;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Threads for blocking file work, with a bounded queue. Never interrupted: an interrupt would close the file in use. */
final class Workers {
    private static final int QUEUE = 16 * 1024;
    private static final long STOP_SECONDS = 30;

    private static final int LEAST = 4;

    private final String name;
    private final ThreadPoolExecutor threads;

    /** @param wanted 0 for as many as suit the processors */
    Workers(String name, int wanted) {
        int count =
                wanted > 0 ? wanted : Math.max(LEAST, 2 * Runtime.getRuntime().availableProcessors());
        this.name = name;
        AtomicInteger number = new AtomicInteger();
        this.threads =
                new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), task -> {
                    Thread thread = new Thread(task, "cistern-" + name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** @throws StoreException {@link Code#BUSY} when the queue is full, {@link Code#CLOSED} after the end */
    void execute(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            throw threads.isShutdown()
                    ? new StoreException(Code.CLOSED, "the store is stopping")
                    : new StoreException(Code.BUSY, QUEUE + " tasks already wait for a " + name + " thread");
        }
    }

    /**
     * Does blocking work; the future completes on the context.
     *
     * @param after runs in any case, before the future completes
     */
    <T> Future<T> call(ContextInternal context, Supplier<T> work, Runnable after) {
        Promise<T> promise = context.promise();
        try {
            execute(() -> {
                // On the context: completed elsewhere, a future may tell those who listen in another order than they
                // came.
                try {
                    T result = work.get();
                    after.run();
                    context.runOnContext(now -> promise.complete(result));
                } catch (StoreException e) {
                    after.run();
                    context.runOnContext(now -> promise.fail(e));
                } catch (RuntimeException e) {
                    after.run();
                    StoreException failure =
                            new StoreException(Code.INTERNAL, "work of a " + name + " failed: " + e, e);
                    context.runOnContext(now -> promise.fail(failure));
                }
            });
        } catch (StoreException e) {
            after.run();
            promise.fail(e);
        }
        return promise.future();
    }

    int waiting() {
        return threads.getQueue().size();
    }

    /** Takes no more tasks, and waits for those it has. */
    boolean stop() throws InterruptedException {
        threads.shutdown();
        return threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    }
}
