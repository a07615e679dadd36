package dev.cistern.bench.clouds;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** The requests under one fault: of objects that nobody has asked for before, and writes. */
final class UpstreamRound {
    /** So many wait at a time for what stalls. */
    private static final int CLIENTS = 48;

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int CHUNK_BYTES = 1 << 20;

    private final Plan plan;
    private final CloudObjects objects;
    private final InetSocketAddress node;
    private final AtomicInteger next = new AtomicInteger();
    private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    final AtomicInteger failed = new AtomicInteger();
    final AtomicInteger wrong = new AtomicInteger();
    /** Failures that do not say that they are the backend's. */
    final AtomicInteger unclear = new AtomicInteger();

    /**
     * What is asked.
     *
     * @param begin number of the first object
     * @param requests how many
     * @param bucket in which an object is asked for, by its number
     */
    record Plan(CloudFault fault, int begin, int requests, IntFunction<String> bucket) {}

    UpstreamRound(Plan plan, CloudObjects objects, InetSocketAddress node) {
        this.plan = plan;
        this.objects = objects;
        this.node = node;
    }

    /** Asks for all of it, by many clients at once. */
    void ask(Trial trial) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            SplittableRandom random = trial.random(plan.fault + "-" + i);
            Thread thread = new Thread(() -> askUntilDone(random), "client");
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void askUntilDone(SplittableRandom random) {
        for (int i = next.getAndIncrement(); i < plan.requests; i = next.getAndIncrement()) {
            int before = failed.get();
            try (HttpConnection connection = HttpConnection.open(node)) {
                int number = plan.begin + i;
                switch (random.nextInt(4)) {
                    case 0 -> put(connection, number);
                    case 1 -> get(connection, number, random.nextInt(1, 900));
                    default -> get(connection, number, 0);
                }
            } catch (IOException brokenOff) {
                // What a response that breaks off says of itself: it is not whole.
                failed.incrementAndGet();
            }
            pauseIf(failed.get() > before);
        }
    }

    /** As clients do that were told of a failure. */
    private static void pauseIf(boolean failing) {
        if (failing) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** @param from beginning of the range that is asked for, in thousandths of the object; 0 for all of it */
    private void get(HttpConnection connection, int number, int from) throws IOException {
        String key = CloudObjects.key(number);
        byte[] expected = objects.computed(key);
        // Nobody gives a checksum of a part: only a connection's own, TLS, would find a bit that was turned in one.
        boolean asWhole = plan.fault == CloudFault.WRONG_CHECKSUM && expected.length > CHUNK_BYTES;
        int first = asWhole ? 0 : (int) ((long) expected.length * from / 1_000);
        Request request = Request.get(target(number, key));
        Response answer = connection.exchange(
                first == 0 ? request : request.withHeader("Range", "bytes=" + first + "-" + (expected.length - 1)));
        judge(answer, Arrays.copyOfRange(expected, first, expected.length));
    }

    private void judge(Response answer, byte[] expected) {
        if (answer.status() / 100 != 2) {
            failed(answer);
        } else if (!Arrays.equals(answer.body(), expected)) {
            wrong.incrementAndGet();
        }
    }

    private void put(HttpConnection connection, int number) throws IOException {
        byte[] body = objects.computed(CloudObjects.key(number));
        String key = "w" + number;
        Response answer = connection.exchange(Request.put(target(number, key), body));
        if (answer.status() != 200) {
            failed(answer);
            return;
        }
        acknowledged.add(number);
        if (!Arrays.equals(objects.get(key).orElse(new byte[0]), body)) {
            wrong.incrementAndGet();
        }
    }

    private String target(int number, String key) {
        return "/v1/objects/" + plan.bucket.apply(number) + "/" + key;
    }

    private void failed(Response answer) {
        failed.incrementAndGet();
        boolean clear = answer.status() >= 502
                && answer.status() <= 504
                && answer.text().contains("backend");
        if (!clear) {
            unclear.incrementAndGet();
        }
    }

    /** How long until an object that nobody has asked for is served; negative where it is not within the limit. */
    long recoveryMillis(Duration limit) throws InterruptedException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < limit.toNanos()) {
            UpstreamRound probe = new UpstreamRound(plan, objects, node);
            try (HttpConnection connection = HttpConnection.open(node)) {
                probe.get(connection, 1_000_000_000 + plan.begin, 0);
                if (probe.failed.get() + probe.wrong.get() == 0) {
                    return (System.nanoTime() - begun) / 1_000_000;
                }
            } catch (IOException notYet) {
                // Asked again.
            }
            Thread.sleep(20);
        }
        return -1;
    }

    /**
     * Reads all again that was asked for or acknowledged, now that the cloud is well, and looks at what the cloud has of the
     * latter, which then forgets them; how many have other bytes than they should.
     */
    int wrongOnes() throws IOException {
        UpstreamRound again = new UpstreamRound(plan, objects, node);
        try (HttpConnection connection = HttpConnection.open(node)) {
            for (int i = 0; i < plan.requests; i++) {
                int number = plan.begin + i;
                again.get(connection, number, 0);
                if (acknowledged.contains(number)) {
                    byte[] body = objects.computed(CloudObjects.key(number));
                    again.judge(connection.exchange(Request.get(target(number, "w" + number))), body);
                    boolean there = Arrays.equals(objects.get("w" + number).orElse(new byte[0]), body);
                    again.wrong.addAndGet(there ? 0 : 1);
                }
            }
        }
        objects.forget();
        return again.wrong.get() + again.failed.get();
    }
}
