package dev.cistern.bench.reload;

import dev.cistern.bench.http.ObjectClient;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Many connections at work on one node, and what became of their requests. Usable from all threads. */
final class Load implements AutoCloseable {
    private static final long STACK_BYTES = 256 << 10;
    private static final long JOIN_SECONDS = 70;

    private final InetSocketAddress node;
    private final String bucket;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong served = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrongBytes = new ConcurrentLinkedQueue<>();
    private volatile boolean wanted = true;

    Load(InetSocketAddress node, String bucket) {
        this.node = node;
        this.bucket = bucket;
    }

    void start(int connections, SplittableRandom random) {
        for (int i = 0; i < connections; i++) {
            Thread thread = new Thread(null, new LoadConnection(this, i, random.split()), "load-" + i, STACK_BYTES);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    boolean isWanted() {
        return wanted;
    }

    ObjectClient newClient() {
        return new ObjectClient(node, bucket);
    }

    void served() {
        served.incrementAndGet();
    }

    void failed(String what) {
        failures.add(what);
    }

    void wrong(String what) {
        wrongBytes.add(what);
    }

    /** Waits until so many requests were served, or for so long; how many were. */
    long awaitServed(long requests, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (served.get() < requests && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        return served.get();
    }

    long servedRequests() {
        return served.get();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    List<String> wrongBytes() {
        return List.copyOf(wrongBytes);
    }

    /** Lets every connection finish its request. */
    void stop() throws InterruptedException {
        wanted = false;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(JOIN_SECONDS);
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            if (thread.isAlive()) {
                failed(thread.getName() + " got no answer");
            }
        }
    }

    @Override
    public void close() {
        wanted = false;
    }
}
