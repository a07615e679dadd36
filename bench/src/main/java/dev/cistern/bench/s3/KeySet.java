package dev.cistern.bench.s3;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many keys in one bucket, in order of their number: {@code key-00000017} in a flat one, else {@code p-0003/key-017}.
 *
 * @param prefixes how many folders share them, 1 for a flat bucket
 */
record KeySet(String bucket, int keys, int prefixes) {
    private static final int WRITERS = 64;

    boolean isFlat() {
        return prefixes == 1;
    }

    int perPrefix() {
        return keys / prefixes;
    }

    String key(int number) {
        return isFlat()
                ? String.format(Locale.ROOT, "key-%08d", number)
                : prefix(number / perPrefix()) + String.format(Locale.ROOT, "key-%06d", number % perPrefix());
    }

    /** @param number of a folder, or of the first after them */
    String prefix(int number) {
        return String.format(Locale.ROOT, "p-%05d/", number);
    }

    /** Puts all of them, empty, in an order that is not theirs. */
    void fill(Trial trial, InetSocketAddress node) throws IOException, InterruptedException {
        try (HttpConnection connection = HttpConnection.open(node)) {
            require(connection.exchange(Request.of("PUT", "/" + bucket)));
        }
        AtomicInteger next = new AtomicInteger();
        Queue<Exception> failures = new ConcurrentLinkedQueue<>();
        Thread[] writers = new Thread[WRITERS];
        long start = System.nanoTime();
        for (int i = 0; i < WRITERS; i++) {
            writers[i] = new Thread(() -> write(trial, node, next, failures), "fill-" + i);
            writers[i].setDaemon(true);
            writers[i].start();
        }
        for (Thread writer : writers) {
            writer.join();
        }
        if (!failures.isEmpty()) {
            throw new IOException("the bucket could not be filled: " + failures.peek(), failures.peek());
        }
        trial.say("%s: %d keys put in %d s", bucket, keys, (System.nanoTime() - start) / 1_000_000_000);
    }

    private void write(Trial trial, InetSocketAddress node, AtomicInteger next, Queue<Exception> failures) {
        try (HttpConnection connection = HttpConnection.open(node)) {
            for (int i = next.getAndIncrement(); i < keys && failures.isEmpty(); i = next.getAndIncrement()) {
                // A step without a common divisor with the number of keys meets every one of them.
                int number = (int) (i * 7_368_787L % keys);
                require(connection.exchange(Request.put("/" + bucket + "/" + key(number), new byte[0])));
                if (i > 0 && i % 100_000 == 0) {
                    trial.say("%s: %d keys", bucket, i);
                }
            }
        } catch (IOException e) {
            failures.add(e);
        }
    }

    private static void require(Response answer) throws IOException {
        if (answer.status() != 200) {
            throw new IOException("status " + answer.status() + ": " + answer.text());
        }
    }
}
