package dev.cistern.bench.cluster;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.ResponseHead;
import dev.cistern.bench.speed.LatencyWindows.Latencies;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that send small requests at a rate of their own, whether or not the last was answered fast, so that slow answers do not
 * make less work: what is measured is from when a request was due.
 */
final class PacedClients {
    private static final int OBJECT_BYTES = 4 << 10;
    private static final int PIECE_BYTES = 64 << 10;
    private static final int KEYS = 64;

    private final List<InetSocketAddress> nodes;
    private final String bucket;
    private final int clients;
    private final long periodNanos;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong failed = new AtomicLong();
    private volatile Queue<Long> tookNanos = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    /** @param perSecond requests of all of them together */
    PacedClients(List<InetSocketAddress> nodes, String bucket, int clients, int perSecond) {
        this.nodes = nodes;
        this.bucket = bucket;
        this.clients = clients;
        this.periodNanos = 1_000_000_000L * clients / perSecond;
    }

    void start(SplittableRandom random) {
        for (int client = 0; client < clients; client++) {
            InetSocketAddress node = nodes.get(client % nodes.size());
            SplittableRandom own = random.split();
            Thread thread = new Thread(() -> work(node, own), "paced-" + client);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** What was seen since the last call. */
    Latencies turn() {
        Queue<Long> seen = tookNanos;
        tookNanos = new ConcurrentLinkedQueue<>();
        return Latencies.of(1, List.copyOf(seen));
    }

    /** Requests that were not answered with 200. */
    long failed() {
        return failed.get();
    }

    void end() throws InterruptedException {
        ended = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void work(InetSocketAddress node, SplittableRandom random) {
        byte[] content = new byte[OBJECT_BYTES];
        random.nextBytes(content);
        byte[] piece = new byte[PIECE_BYTES];
        long due = System.nanoTime() + random.nextLong(periodNanos);
        while (!ended) {
            try (HttpConnection connection = HttpConnection.open(node)) {
                for (int step = 0; !ended; step++) {
                    sleepUntil(due);
                    String target = "/v1/objects/" + bucket + "/small" + step % KEYS;
                    boolean writes = step < KEYS || random.nextBoolean();
                    connection.send(writes ? Request.put(target, content) : Request.get(target));
                    ResponseHead head = connection.receiveAndDrop(piece);
                    if (head.status() == 200) {
                        tookNanos.add(System.nanoTime() - due);
                    } else {
                        failed.incrementAndGet();
                    }
                    due += periodNanos;
                }
            } catch (IOException e) {
                failed.incrementAndGet();
                due += periodNanos;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void sleepUntil(long due) throws InterruptedException {
        long millis = (due - System.nanoTime()) / 1_000_000;
        if (millis > 0) {
            Thread.sleep(millis);
        }
    }
}
