package dev.cistern.bench.speed;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that repeat a step for a while and are counted. */
public final class Crew {
    private Crew() {}

    /** Fails with the first failure of a step. */
    public static Count work(int workers, Duration time, Recruiter recruiter) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            long start = System.nanoTime();
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                int number = i;
                running.add(threads.submit(() -> repeat(recruiter.recruit(number), start + time.toNanos())));
            }
            long steps = 0;
            for (Future<Long> each : running) {
                steps += each.get();
            }
            return Count.of(steps, System.nanoTime() - start);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static long repeat(Worker worker, long deadlineNanos) throws IOException {
        try (worker) {
            long steps = 0;
            while (System.nanoTime() < deadlineNanos) {
                worker.step(steps++);
            }
            return steps;
        }
    }

    /** Makes the worker of a number; called on the worker's own thread. */
    public interface Recruiter {
        Worker recruit(int number) throws IOException;
    }

    /** One step after the other, on one thread. */
    public interface Worker extends Closeable {
        void step(long number) throws IOException;
    }
}
