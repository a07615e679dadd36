package dev.cistern.bench.backends;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that read objects that are not here, at moments of their own, and compare what they get. When all were read, another
 * bucket is put in front of them, of which again nothing is here. Usable by one thread.
 */
final class ColdLoad implements AutoCloseable {
    private static final int CLIENTS = 16;
    private static final double MEAN_GAP_NANOS = 8e6;
    private static final int SHOWN_MAX = 5;

    private final Front front;
    private final String backend;
    private final Load objects;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();
    private final List<String> failures = new ArrayList<>();
    private volatile boolean wanted = true;
    private String bucket;
    private int next;

    /** @param objects that are upstream already */
    ColdLoad(Front front, String backend, Load objects) throws IOException {
        this.front = front;
        this.backend = backend;
        this.objects = objects;
        this.bucket = front.coldBucket(backend);
    }

    void start(Trial trial) {
        for (int i = 0; i < CLIENTS; i++) {
            SplittableRandom random = trial.random("cold load " + i);
            Thread thread = new Thread(() -> read(random), "cold reader");
            thread.start();
            threads.add(thread);
        }
    }

    private void read(SplittableRandom random) {
        while (wanted) {
            try (HttpConnection connection = HttpConnection.open(front.address())) {
                while (wanted && connection.isReusable()) {
                    one(connection);
                    Thread.sleep((long) (-Math.log(1 - random.nextDouble()) * MEAN_GAP_NANOS / 1e6));
                }
            } catch (IOException e) {
                failed(e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void one(HttpConnection connection) throws IOException {
        String from;
        int number;
        synchronized (this) {
            if (next == objects.objects()) {
                next = 0;
                bucket = front.coldBucket(backend);
            }
            number = next++;
            from = bucket;
        }
        Response answer = connection.exchange(Request.get(Front.target(from, objects.key(number))));
        if (answer.status() != 200) {
            failed(answer.status() + " " + answer.text().strip());
        } else {
            served.incrementAndGet();
            boolean right = Arrays.equals(answer.body(), objects.body(number).bytes());
            wrong.addAndGet(right ? 0 : 1);
        }
    }

    private synchronized void failed(String what) {
        failures.add(what);
    }

    /** Requests that were answered. */
    long served() {
        return served.get();
    }

    /** Has it end, and records whether all went well. */
    void stop(Trial trial, String fact) throws InterruptedException {
        close();
        for (Thread thread : threads) {
            thread.join();
        }
        List<String> failed;
        synchronized (this) {
            failed = List.copyOf(failures);
        }
        failed.stream().limit(SHOWN_MAX).forEach(line -> trial.say("%s", line));
        trial.check(
                fact,
                failed.isEmpty() && wrong.get() == 0 && served.get() > 0,
                failed.size() + " failed, " + wrong.get() + " wrong, " + served.get() + " served");
    }

    /** Has it end, without waiting for it. */
    @Override
    public void close() {
        wanted = false;
    }
}
