package dev.cistern.bench.backends;

import dev.cistern.bench.http.Body;
import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.ResponseHead;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that read one object at the same moment. The first of them begins alone, so that it is its request that the rest
 * joins, and may leave half-way. Of each MiB the first bytes are compared with those it should have. Usable by one thread.
 */
final class Crowd {
    private static final int PIECE_BYTES = 64 * 1024;
    private static final int COMPARED_EVERY = 1 << 20;
    private static final double MILLIS = 1e6;

    private final InetSocketAddress server;
    private final String target;
    private final Body body;
    private final int clients;
    private final long[] firstByteNanos;
    private final AtomicInteger whole = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final List<String> failures = new ArrayList<>();

    Crowd(InetSocketAddress server, String target, Body body, int clients) {
        this.server = server;
        this.target = target;
        this.body = body;
        this.clients = clients;
        this.firstByteNanos = new long[clients];
    }

    /**
     * Has all of them read.
     *
     * @param most bytes that each reads before it leaves
     * @param mostOfTheFirst bytes that the first reads before it leaves
     */
    void read(long most, long mostOfTheFirst) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            int number = i;
            Thread thread = new Thread(
                    () -> {
                        try {
                            if (number > 0) {
                                begun.await();
                            }
                            one(number, number == 0 ? mostOfTheFirst : most, begun);
                        } catch (IOException | InterruptedException e) {
                            failed(number, e);
                        } finally {
                            begun.countDown();
                        }
                    },
                    "reader");
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private synchronized void failed(int number, Exception e) {
        failures.add("client " + number + ": " + e);
    }

    private void one(int number, long most, CountDownLatch begun) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        byte[] expected = new byte[PIECE_BYTES];
        long asked = System.nanoTime();
        try (HttpConnection connection = HttpConnection.open(server)) {
            connection.send(Request.get(target));
            ResponseHead head = connection.receiveHead();
            if (head.status() != 200 || !head.header("content-length").equals(Long.toString(body.lengthBytes()))) {
                throw new IOException("status " + head.status());
            }
            long offset = 0;
            long end = Math.min(most, body.lengthBytes());
            while (offset < end) {
                int read = connection.readSome(piece, (int) Math.min(PIECE_BYTES, end - offset));
                if (offset == 0) {
                    firstByteNanos[number] = System.nanoTime() - asked;
                    begun.countDown();
                }
                if (offset % 8 == 0 && offset / COMPARED_EVERY != (offset + read) / COMPARED_EVERY) {
                    body.fill(offset, expected);
                    wrong.addAndGet(Arrays.equals(piece, 0, read, expected, 0, read) ? 0 : 1);
                }
                offset += read;
            }
            bytes.addAndGet(offset);
            (offset == body.lengthBytes() ? whole : left).incrementAndGet();
        }
    }

    /** Clients that have read all of it. */
    int whole() {
        return whole.get();
    }

    /** Clients that have left before its end, as they were to. */
    int left() {
        return left.get();
    }

    /** Pieces with other bytes than they should have. */
    int wrong() {
        return wrong.get();
    }

    long bytes() {
        return bytes.get();
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /** Time until the first byte came, of so many in 1,000 of all but the first client, who does not wait with the rest. */
    double firstByteMillis(int perMille) {
        long[] sorted = Arrays.copyOfRange(firstByteNanos, 1, clients);
        Arrays.sort(sorted);
        return sorted[(int) ((long) (sorted.length - 1) * perMille / 1000)] / MILLIS;
    }

    /** The same of the first client. */
    double firstByteOfTheFirstMillis() {
        return firstByteNanos[0] / MILLIS;
    }
}
