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
import org.HdrHistogram.Histogram;

/** Threads that repeat a step for a while and are counted and timed. */
public final class Crew {
    /** Of percentiles. */
    private static final int DIGITS = 2;

    private Crew() {}

    /** Fails with the first failure of a step. */
    public static Count work(int workers, Duration time, Recruiter recruiter) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            long start = System.nanoTime();
            List<Future<Histogram>> running = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                int number = i;
                running.add(threads.submit(() -> repeat(recruiter.recruit(number), start + time.toNanos())));
            }
            Histogram all = new Histogram(DIGITS);
            for (Future<Histogram> each : running) {
                all.add(each.get());
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Count(all.getTotalCount(), all.getTotalCount() / seconds, all.getValueAtPercentile(99) / 1e3);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Gives how long each step took, in ns. */
    private static Histogram repeat(Worker worker, long deadlineNanos) throws IOException {
        try (worker) {
            Histogram took = new Histogram(DIGITS);
            long begun = System.nanoTime();
            for (long step = 0; begun < deadlineNanos; step++) {
                worker.step(step);
                long ended = System.nanoTime();
                took.recordValue(ended - begun);
                begun = ended;
            }
            return took;
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
