package dev.cistern.node.cli.transfer;

import dev.cistern.node.cli.remote.NodeException;
import dev.cistern.node.cli.remote.NodeException.Kind;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Workers that run tasks side by side. One thread hands tasks out, and waits while too many are under way, so that a
 * tree or listing of any size is never in memory. A task that fails does not stop the others, except when the node is
 * gone for good.
 */
public final class Crew implements AutoCloseable {
    private static final long CLOSE_SECONDS = 2;

    private final int slots;
    private final Semaphore free;
    private final ExecutorService workers;
    private final BiConsumer<String, String> onFailure;
    private final AtomicReference<@Nullable NodeException> end = new AtomicReference<>();

    /**
     * Starts no thread yet.
     *
     * @param workers how many tasks run at once, at least 1
     * @param onFailure told what failed and why, on the thread of the task
     */
    public Crew(int workers, BiConsumer<String, String> onFailure) {
        this.slots = 2 * workers;
        this.free = new Semaphore(slots);
        this.workers = Executors.newFixedThreadPool(workers);
        this.onFailure = onFailure;
    }

    /**
     * Runs a task soon; waits for a free place first.
     *
     * @param name for the message, should the task fail
     * @throws NodeException the one that ended the run
     */
    public void run(String name, Runnable task) {
        take(1);
        failIfEnded();
        workers.execute(() -> {
            try {
                runNow(name, task);
            } finally {
                free.release();
            }
        });
    }

    private void runNow(String name, Runnable task) {
        if (end.get() != null) {
            return;
        }
        try {
            task.run();
        } catch (NodeException e) {
            if (e.kind() == Kind.UNREACHABLE) {
                end.compareAndSet(null, e);
            }
            onFailure.accept(name, String.valueOf(e.getMessage()));
        } catch (LocalFailure e) {
            onFailure.accept(name, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            onFailure.accept(name, "unexpected: " + e);
        }
    }

    /** Waits until every task has run. */
    public void await() {
        take(slots);
        free.release(slots);
        failIfEnded();
    }

    private void take(int permits) {
        try {
            free.acquire(permits);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalFailure("interrupted");
        }
    }

    private void failIfEnded() {
        NodeException reason = end.get();
        if (reason != null) {
            throw reason;
        }
    }

    /** Drops tasks that have not begun, interrupts the others and waits a moment for them. */
    @Override
    public void close() {
        workers.shutdownNow();
        try {
            boolean unused = workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
