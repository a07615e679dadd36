package dev.cistern.bench.cluster;

import dev.cistern.bench.cluster.ObjectVoice.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that all want the same: to be the one who creates an object ({@code If-None-Match: *}), and to count up what another object
 * holds ({@code If-Match}).
 */
final class ContestClients {
    static final int CLIENTS = 64;

    private static final int PAUSE_MILLIS = 50;
    private static final String COUNTER = "counter";

    private final ObjectVoice voice;
    private final List<String> nodes;
    private final String bucket;
    private final AtomicLong round = new AtomicLong();
    private final AtomicLong attempts = new AtomicLong();
    private final Map<String, Bids> objects = new ConcurrentHashMap<>();
    private final Bids counts = new Bids();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /** What was answered to those who wanted one thing. */
    static final class Bids {
        /** Of those who were told that it is theirs. */
        final Queue<String> won = new ConcurrentLinkedQueue<>();
        /** Of those who were told nothing that is certain. */
        final Queue<String> unknown = new ConcurrentLinkedQueue<>();

        final AtomicLong lost = new AtomicLong();

        private void settle(Answer answer, String value) {
            if (answer.isDone()) {
                won.add(value);
            } else if (answer.isUnmet()) {
                lost.incrementAndGet();
            } else if (!answer.isRefused()) {
                unknown.add(value);
            }
        }
    }

    ContestClients(Site site, List<String> nodes, String bucket) {
        this.voice = new ObjectVoice(site);
        this.nodes = nodes;
        this.bucket = bucket;
    }

    /** Writes the counter, which is 0, and puts the clients to work; each asks one node. */
    void start(SplittableRandom random) throws InterruptedException {
        Answer made = ask(nodes.get(0), "PUT", COUNTER, "0", Map.of());
        if (!made.isDone()) {
            throw new IllegalStateException("the counter could not be written: " + made);
        }
        for (int client = 0; client < CLIENTS; client++) {
            SplittableRandom own = random.split();
            String node = nodes.get(client % nodes.size());
            Thread thread = new Thread(() -> work(node, own), "contest-" + client);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    void end() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** By the names of the objects that were to be created. */
    Map<String, Bids> objects() {
        return objects;
    }

    /** Each a count. */
    Bids counts() {
        return counts;
    }

    /** What an object holds, as one node sees it; empty where it is not there. */
    Answer read(String node, String key) throws InterruptedException {
        return ask(node, "GET", key, "", Map.of());
    }

    Answer count(String node) throws InterruptedException {
        return read(node, COUNTER);
    }

    private void work(String node, SplittableRandom random) {
        try {
            while (!stopped) {
                create(node);
                countUp(node);
                Thread.sleep(random.nextInt(PAUSE_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whoever knows that a round has ended opens the next. */
    private void create(String node) throws InterruptedException {
        long now = round.get();
        String key = "first/" + now;
        String value = "attempt " + attempts.incrementAndGet();
        Answer answer = ask(node, "PUT", key, value, Map.of("If-None-Match", "*"));
        objects.computeIfAbsent(key, none -> new Bids()).settle(answer, value);
        if (answer.isDone() || answer.isUnmet()) {
            boolean unused = round.compareAndSet(now, now + 1);
        }
    }

    private void countUp(String node) throws InterruptedException {
        Answer before = count(node);
        if (before.status() != 200) {
            return;
        }
        String next = Long.toString(Long.parseLong(before.body()) + 1);
        counts.settle(ask(node, "PUT", COUNTER, next, Map.of("If-Match", before.etag())), next);
    }

    private Answer ask(String node, String method, String key, String body, Map<String, String> headers)
            throws InterruptedException {
        return voice.ask(node, method, "/v1/objects/" + bucket + "/" + key, body, headers);
    }
}
