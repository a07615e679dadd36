package dev.cistern.bench.flip;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** All who make requests. Usable from all threads. */
final class Load implements AutoCloseable {
    static final int WORKERS = 96;

    private static final long STACK_BYTES = 256 << 10;
    private static final long JOIN_SECONDS = 90;

    private final Tally tally = new Tally();
    private final List<Thread> threads = new ArrayList<>();
    private final long seed;
    private volatile boolean wanted = true;

    Load(long seed) {
        this.seed = seed;
    }

    /** @param rate requests a second, of all together */
    void start(SplittableRandom random, int rate, Supplier<LoadClient> clients) {
        long gap = TimeUnit.SECONDS.toNanos(WORKERS) / rate;
        for (int i = 0; i < WORKERS; i++) {
            Worker worker = new Worker(this, i, random.split(), clients.get(), gap);
            Thread thread = new Thread(null, worker, "load-" + i, STACK_BYTES);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    boolean isWanted() {
        return wanted;
    }

    long seed() {
        return seed;
    }

    Tally tally() {
        return tally;
    }

    /** Lets every worker finish its request. */
    void stop() throws InterruptedException {
        wanted = false;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(JOIN_SECONDS);
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            if (thread.isAlive()) {
                tally.failed(thread.getName() + " got no answer");
            }
        }
    }

    @Override
    public void close() {
        wanted = false;
    }
}
