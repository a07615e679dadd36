package dev.cistern.bench.kube;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients of the service: each request goes to some pod that was ready when it was last looked at, and is tried as often as the
 * clients people have do it.
 */
final class ServiceClients {
    static final String BUCKET = "pods";
    private static final int TRIES = 6;
    private static final int LARGEST_BYTES = 200_000;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration PROBE_PERIOD = Duration.ofSeconds(2);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private final Pods pods;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final List<String> endpoints = new CopyOnWriteArrayList<>();
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> troubles = new ConcurrentLinkedQueue<>();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong again = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    ServiceClients(Pods pods, String token) {
        this.pods = pods;
        this.token = token;
    }

    void start(int count, SplittableRandom random) {
        begin("probes", this::probe);
        for (int i = 0; i < count; i++) {
            int number = i;
            SplittableRandom own = random.split();
            begin("client-" + i, () -> work(number, own));
        }
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private void begin(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** Two probes in a row have to fail, one has to be good. */
    private void probe() throws InterruptedException {
        Map<String, Integer> failures = new HashMap<>();
        while (!stopped) {
            for (String name : pods.names()) {
                int inARow = pods.isReady(name) ? 0 : failures.getOrDefault(name, 1) + 1;
                failures.put(name, inARow);
                if (inARow == 0 && !endpoints.contains(name)) {
                    endpoints.add(name);
                } else if (inARow >= 2) {
                    endpoints.remove(name);
                }
            }
            Thread.sleep(PROBE_PERIOD.toMillis());
        }
    }

    /** It is being deleted: Kubernetes sends nobody there any more. */
    void leaveOut(String name) {
        endpoints.remove(name);
    }

    private void work(int number, SplittableRandom random) throws InterruptedException {
        long count = 0;
        while (!stopped) {
            String key = "c" + number + "/" + count++;
            long seed = random.nextLong();
            byte[] bytes = bytes(seed);
            if (send("PUT", key, bytes, random).isPresent()) {
                acknowledged.put(key, seed);
            }
            String earlier = "c" + number + "/" + random.nextLong(count);
            check(earlier, random);
            Thread.sleep(20 + random.nextInt(40));
        }
    }

    private void check(String key, SplittableRandom random) throws InterruptedException {
        Long seed = acknowledged.get(key);
        if (seed == null) {
            return;
        }
        Optional<byte[]> read = send("GET", key, new byte[0], random);
        if (read.isPresent() && !Arrays.equals(read.get(), bytes(seed))) {
            wrong.incrementAndGet();
            troubles.add(key + ": other bytes");
        }
    }

    private static byte[] bytes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = new byte[1 + random.nextInt(LARGEST_BYTES)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The answer's body; empty when it failed for good. */
    private Optional<byte[]> send(String method, String key, byte[] body, SplittableRandom random)
            throws InterruptedException {
        String last = "";
        for (int attempt = 0; attempt < TRIES; attempt++) {
            if (attempt > 0) {
                again.incrementAndGet();
                Thread.sleep(random.nextLong(FIRST_PAUSE.toMillis() << attempt) + 1);
            }
            List<String> ready = List.copyOf(endpoints);
            if (ready.isEmpty()) {
                last = "no pod is ready";
                continue;
            }
            String pod = ready.get(random.nextInt(ready.size()));
            Optional<String> url = pods.find(pod);
            if (url.isEmpty()) {
                last = pod + " is gone";
                continue;
            }
            try {
                HttpResponse<byte[]> answer =
                        http.send(request(url.get(), method, key, body), BodyHandlers.ofByteArray());
                if (answer.statusCode() == 200) {
                    served.incrementAndGet();
                    return Optional.of(answer.body());
                }
                last = pod + " answered " + answer.statusCode() + ": "
                        + new String(answer.body(), StandardCharsets.UTF_8);
                if (answer.statusCode() < 500 && answer.statusCode() != 429) {
                    break;
                }
            } catch (IOException e) {
                last = pod + ": " + e;
            }
        }
        failed.incrementAndGet();
        troubles.add(method + " " + key + ": " + last);
        return Optional.empty();
    }

    private HttpRequest request(String url, String method, String key, byte[] body) {
        return HttpRequest.newBuilder(URI.create(url + "/v1/objects/" + BUCKET + "/" + key))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + token)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .build();
    }

    /** Ends them, and reads all that was acknowledged once more. */
    void end() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** How many acknowledged objects are not there with their bytes. */
    long lost(SplittableRandom random) throws InterruptedException {
        endpoints.clear();
        endpoints.addAll(pods.names());
        long lost = 0;
        for (Map.Entry<String, Long> object : acknowledged.entrySet()) {
            Optional<byte[]> read = send("GET", object.getKey(), new byte[0], random);
            lost += read.isPresent() && Arrays.equals(read.get(), bytes(object.getValue())) ? 0 : 1;
        }
        return lost;
    }

    /** What is found since the last time that this was asked. */
    Found found() {
        List<String> seen = new ArrayList<>();
        for (String trouble = troubles.poll(); trouble != null; trouble = troubles.poll()) {
            seen.add(trouble);
        }
        return new Found(
                served.getAndSet(0), again.getAndSet(0), failed.getAndSet(0), wrong.getAndSet(0), List.copyOf(seen));
    }

    long acknowledged() {
        return acknowledged.size();
    }

    /**
     * What clients saw.
     *
     * @param again requests sent once more
     * @param failed requests that were given up
     */
    record Found(long served, long again, long failed, long wrong, List<String> troubles) {
        boolean isGood() {
            return served > 0 && failed == 0 && wrong == 0;
        }

        @Override
        public String toString() {
            return served + " served, " + again + " sent again, " + failed + " failed, " + wrong + " wrong"
                    + (troubles.isEmpty() ? "" : ": " + troubles.get(0));
        }
    }
}
