package dev.cistern.bench.cluster;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that write objects of 1 KiB and more through all nodes, each under a name of its own, and read some of what was acknowledged, parts
 * of it too. What an object holds follows from its name.
 */
final class BlobClients {
    static final int UP_TO_8_MIB = 13;
    static final int UP_TO_64_KIB = 6;

    private static final Duration LIMIT = Duration.ofSeconds(40);
    /** May be answered while nodes are lost. */
    private static final Set<Integer> BUSY = Set.of(429, 503);

    private static final String WRONG = "wrong";
    private static final String PATH = "/v1/objects/blobs/";

    private final Site site;
    private final int orders;
    private volatile List<String> nodes;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Map<String, Integer> acknowledged = new ConcurrentSkipListMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private volatile String wrong = "";
    private volatile boolean ended;

    /** @param orders of magnitude of the objects' sizes, powers of two from 1 KiB on */
    BlobClients(Site site, List<String> nodes, int orders) {
        this.site = site;
        this.nodes = nodes;
        this.orders = orders;
    }

    void start(int clients, SplittableRandom random) {
        for (int i = 0; i < clients; i++) {
            SplittableRandom own = random.split();
            Thread thread = new Thread(() -> work(own), "blobs-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    /** These are asked from now on. */
    void ask(List<String> others) {
        nodes = others;
    }

    /** Writes so many objects of 20 to 36 KiB through one node; fails where one is not taken. */
    void fill(String node, int objects, SplittableRandom random) throws IOException {
        for (int i = 0; i < objects; i++) {
            String key = "filled" + numbers.incrementAndGet();
            write(node, key, 20_480 + random.nextInt(16_384));
            if (!acknowledged.containsKey(key)) {
                throw new IOException(node + " did not take " + key);
            }
        }
    }

    void end() throws InterruptedException {
        ended = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    int acknowledged() {
        return acknowledged.size();
    }

    long bytes() {
        return acknowledged.values().stream().mapToLong(Integer::longValue).sum();
    }

    long refused() {
        return refused.get();
    }

    long reads() {
        return reads.get();
    }

    /**
     * What was read that nobody wrote, or an answer that what was acknowledged is not there, or to a write that could be sent again; empty
     * for nothing.
     */
    String wrong() {
        return wrong;
    }

    private void work(SplittableRandom random) {
        while (!ended) {
            List<String> asked = nodes;
            String node = asked.get(random.nextInt(asked.size()));
            if (random.nextInt(3) > 0 || acknowledged.isEmpty()) {
                write(node, "o" + numbers.incrementAndGet(), size(random));
            } else {
                read(node, random);
            }
        }
    }

    /** As many of each order of magnitude. */
    private int size(SplittableRandom random) {
        return (1024 << random.nextInt(orders)) | random.nextInt(1024);
    }

    private void write(String node, String key, int size) {
        HttpRequest put = request(node, key)
                .PUT(BodyPublishers.ofByteArray(content(key, size)))
                .build();
        try {
            int status = http.send(put, BodyHandlers.discarding()).statusCode();
            if (status == 200) {
                acknowledged.put(key, size);
            } else {
                refused.incrementAndGet();
                if (!BUSY.contains(status)) {
                    wrong = WRONG + " answer to a write of " + key + " through " + node + ": status " + status;
                }
            }
        } catch (IOException e) {
            refused.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(String node, SplittableRandom random) {
        List<String> keys = List.copyOf(acknowledged.keySet());
        String key = keys.get(random.nextInt(keys.size()));
        int size = acknowledged.getOrDefault(key, 0);
        int from = random.nextBoolean() ? 0 : random.nextInt(size);
        Optional<String> failure = check(node, key, size, from);
        failure.filter(what -> what.startsWith(WRONG)).ifPresent(what -> wrong = what);
        if (failure.isEmpty()) {
            reads.incrementAndGet();
        }
    }

    /** Reads all that was acknowledged through one node; gives what could not be read as it was written. */
    List<String> lostOn(String node) {
        List<String> lost = new ArrayList<>();
        acknowledged.forEach((key, size) ->
                check(node, key, size, 0).ifPresent(what -> lost.add(key + " of " + size + " bytes: " + what)));
        return lost;
    }

    private Optional<String> check(String node, String key, int size, int from) {
        HttpRequest.Builder get = request(node, key).GET();
        if (from > 0) {
            get.header("Range", "bytes=" + from + "-");
        }
        try {
            HttpResponse<byte[]> answer = http.send(get.build(), BodyHandlers.ofByteArray());
            if (BUSY.contains(answer.statusCode())) {
                return Optional.of("status " + answer.statusCode());
            }
            if (answer.statusCode() != (from > 0 ? 206 : 200)) {
                // Nothing is ever deleted or overwritten: what was acknowledged is there, whole.
                return Optional.of(WRONG + " answer to a read of " + key + " from " + from + " on through " + node
                        + ": status " + answer.statusCode() + " "
                        + new String(answer.body(), StandardCharsets.UTF_8).strip());
            }
            byte[] expected = Arrays.copyOfRange(content(key, size), from, size);
            return Arrays.equals(answer.body(), expected)
                    ? Optional.empty()
                    : Optional.of(WRONG + " bytes of " + key + " from " + from + " on through " + node);
        } catch (IOException e) {
            return Optional.of("no answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    private HttpRequest.Builder request(String node, String key) {
        return HttpRequest.newBuilder(URI.create(site.url(node) + PATH + key)).timeout(LIMIT);
    }

    private static byte[] content(String key, int size) {
        byte[] content = new byte[size];
        new SplittableRandom(key.hashCode()).nextBytes(content);
        return content;
    }
}
