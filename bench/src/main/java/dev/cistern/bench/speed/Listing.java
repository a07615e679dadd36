package dev.cistern.bench.speed;

import dev.cistern.bench.http.Body;
import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Listing a bucket of many keys, page after page. */
final class Listing {
    private static final String BUCKET = "listing";
    private static final int PAGE = 1_000;
    private static final int WRITERS = 64;
    private static final Duration FILL_LIMIT = Duration.ofMinutes(5);

    private final Trial trial;
    private final InetSocketAddress node;
    private final int keys;

    Listing(Trial trial, InetSocketAddress node, int keys) {
        this.trial = trial;
        this.node = node;
        this.keys = keys;
    }

    /** Fills the bucket, then lists it again and again: keys per second. */
    Series measure(int repeats) throws IOException, InterruptedException {
        fill();
        Series rates = new Series();
        try (ObjectClient client = new ObjectClient(node, BUCKET)) {
            for (int i = 0; i <= repeats; i++) {
                long start = System.nanoTime();
                int listed = client.list(PAGE).size();
                if (listed != keys) {
                    throw new IOException(listed + " keys are listed instead of " + keys);
                }
                Count count = Count.of(listed, System.nanoTime() - start);
                if (i > 0) {
                    rates.add(count.perSecond());
                    trial.say("list, %d/%d: %.0f keys/s", i, repeats, count.perSecond());
                }
            }
        }
        return rates;
    }

    private void fill() throws IOException, InterruptedException {
        try (ObjectClient client = new ObjectClient(node, BUCKET)) {
            client.createBucket();
        }
        AtomicInteger next = new AtomicInteger();
        Thread[] writers = new Thread[WRITERS];
        AtomicInteger failed = new AtomicInteger();
        long start = System.nanoTime();
        for (int i = 0; i < WRITERS; i++) {
            writers[i] = new Thread(() -> put(next, failed), "fill-" + i);
            writers[i].setDaemon(true);
            writers[i].start();
        }
        for (Thread writer : writers) {
            writer.join(FILL_LIMIT.toMillis());
        }
        if (failed.get() > 0 || next.get() < keys) {
            throw new IOException("the bucket to list could not be filled");
        }
        trial.say("%d keys put in %d s", keys, (System.nanoTime() - start) / 1_000_000_000);
    }

    private void put(AtomicInteger next, AtomicInteger failed) {
        try (ObjectClient client = new ObjectClient(node, BUCKET)) {
            for (int i = next.getAndIncrement(); i < keys; i = next.getAndIncrement()) {
                String key = String.format(Locale.ROOT, "folder-%02d/key-%08d", i % 50, i);
                if (client.put(key, Body.of(i, key, 1, 64)) != 200) {
                    failed.incrementAndGet();
                }
            }
        } catch (IOException e) {
            trial.say("%s", e);
            failed.incrementAndGet();
        }
    }
}
