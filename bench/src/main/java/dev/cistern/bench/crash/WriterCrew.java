package dev.cistern.bench.crash;

import dev.cistern.bench.http.ObjectClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Writers at work on one node, and what happened to them. Usable from all threads. */
final class WriterCrew {
    static final String BUCKET = "crash";
    private static final long JOIN_SECONDS = 90;
    private static final long ROUND_SECONDS = 20;

    private final Ledger ledger;
    private final SizeMix sizes;
    private final int keysMax;
    private final AtomicInteger keys = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile InetSocketAddress node = new InetSocketAddress(0);
    private volatile boolean wanted;

    WriterCrew(Ledger ledger, SizeMix sizes, int keysMax) {
        this.ledger = ledger;
        this.sizes = sizes;
        this.keysMax = keysMax;
    }

    /** Sets so many writers to work on a node. */
    void start(InetSocketAddress target, int writers, SplittableRandom random) {
        node = target;
        wanted = true;
        for (int i = 0; i < writers; i++) {
            Thread thread = new Thread(new Writer(this, random.split()), "writer-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Waits for a moment between two acknowledgements, anywhere: as often early in the work as late. */
    void awaitAcknowledged(int acknowledgements, SplittableRandom random) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ROUND_SECONDS);
        while (acknowledged.get() < acknowledgements && System.nanoTime() < deadline) {
            Thread.sleep(1);
        }
        Thread.sleep(random.nextInt(30));
    }

    /** From here on a broken connection is no surprise. */
    void expectTheEnd() {
        wanted = false;
    }

    /** Waits until all writers have stopped; false when one did not. */
    boolean join() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(JOIN_SECONDS);
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        }
        boolean allStopped = threads.stream().noneMatch(Thread::isAlive);
        threads.clear();
        return allStopped;
    }

    boolean isWanted() {
        return wanted;
    }

    Ledger ledger() {
        return ledger;
    }

    SizeMix sizes() {
        return sizes;
    }

    AtomicInteger acknowledged() {
        return acknowledged;
    }

    /** A key that was never used, until there are enough. */
    Optional<String> newKey() {
        if (keys.get() >= keysMax) {
            return Optional.empty();
        }
        return Optional.of(Writer.keyOf(keys.getAndIncrement()));
    }

    ObjectClient newClient() {
        return new ObjectClient(node, BUCKET);
    }

    void broke(IOException e) {
        if (wanted) {
            surprises.add("a connection broke before the kill: " + e);
        }
    }

    void refused(String answer) {
        surprises.add(answer);
    }

    /** Refusals and breaks that nothing excuses. */
    List<String> surprises() {
        return List.copyOf(surprises);
    }
}
