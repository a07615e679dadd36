package dev.cistern.bench.cluster;

import dev.cistern.bench.cluster.RegisterOp.Kind;
import dev.cistern.bench.http.Md5;
import dev.cistern.bench.trial.Trial;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that read, write, create, swap and delete a few small objects through all nodes of a cluster, and write down what they saw. */
final class RegisterClients {
    private static final int CLIENTS = 16;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int KEYS = 10;
    private static final String BUCKET = "registers";

    private final List<String> nodes;
    private final SplittableRandom random;
    private final ObjectVoice voice;
    private final Map<String, Queue<RegisterOp>> history = new ConcurrentHashMap<>();
    private final Map<String, String> lastSeen = new ConcurrentHashMap<>();
    /** Values by their ETags. */
    private final Map<String, String> written = new ConcurrentHashMap<>();

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong values = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();
    private final AtomicLong epoch = new AtomicLong();
    private final AnswerTimes times;
    private volatile String wrong = "";
    private volatile boolean stopped;

    private RegisterClients(Site site, List<String> nodes, SplittableRandom random) {
        this.voice = new ObjectVoice(site);
        this.nodes = nodes;
        this.random = random;
        this.times = new AnswerTimes(nodes, System::nanoTime);
    }

    /** Makes the bucket and puts the clients to work. Each asks one node, so that a node that hangs has its own clients only. */
    static RegisterClients start(Trial trial, Site site, Voice voice, List<String> nodes, SplittableRandom random)
            throws InterruptedException {
        Voice.Answer made =
                voice.ask(site.url(nodes.get(0)), "POST", "/v1/buckets/" + BUCKET, "{\"action\":\"create-bck\"}");
        trial.check("a bucket is made", made.status() / 100 == 2, made.status() + " " + made.body());
        RegisterClients clients = new RegisterClients(site, nodes, random);
        clients.begin();
        return clients;
    }

    private void begin() {
        times.restart();
        for (int i = 0; i < CLIENTS; i++) {
            SplittableRandom own = random.split();
            String node = nodes.get(i % nodes.size());
            Thread thread = new Thread(() -> work(node, own), "register-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** The clients go on with other keys, so that what nobody knows of these does not make the search endless. */
    void turnThePage() {
        epoch.incrementAndGet();
    }

    /** Ends the clients, and has every key read once more through every node. */
    void end() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        for (String key : history.keySet()) {
            for (String node : nodes) {
                read(key, node);
            }
        }
    }

    Map<String, Queue<RegisterOp>> history() {
        return history;
    }

    long answered() {
        return answered.get();
    }

    long refused() {
        return refused.get();
    }

    long unknown() {
        return unknown.get();
    }

    /** An answer that no write without a condition may have; empty for none. */
    String wrong() {
        return wrong;
    }

    AnswerTimes times() {
        return times;
    }

    private void work(String node, SplittableRandom own) {
        try {
            while (!stopped) {
                String key = "page" + epoch.get() + "/key" + own.nextInt(KEYS);
                switch (own.nextInt(8)) {
                    case 0, 1 -> read(key, node);
                    case 2 -> look(key, node);
                    case 3, 4 -> write(key, node);
                    case 5 -> create(key, node);
                    case 6 -> swap(key, node);
                    default -> delete(key, node);
                }
                Thread.sleep(PAUSE.toMillis() / 2 + own.nextInt((int) PAUSE.toMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(String key, String node) throws InterruptedException {
        long begun = System.nanoTime();
        ObjectVoice.Answer answer = ask(node, key, "GET", "", Map.of());
        if (answer.status() == 200 || answer.status() == 404) {
            String value = answer.status() == 200 ? answer.body() : "";
            lastSeen.put(key, value);
            note(node, key, new RegisterOp(Kind.READ, value, "", begun, System.nanoTime()));
        } else {
            refused.incrementAndGet();
        }
    }

    /** HEAD tells what it saw by the ETag, which is the MD5 of the value. */
    private void look(String key, String node) throws InterruptedException {
        long begun = System.nanoTime();
        ObjectVoice.Answer answer = ask(node, key, "HEAD", "", Map.of());
        if (answer.status() == 404) {
            note(node, key, new RegisterOp(Kind.READ, "", "", begun, System.nanoTime()));
        } else if (answer.status() == 200) {
            String value = written.getOrDefault(answer.etag(), "nobody's");
            note(node, key, new RegisterOp(Kind.READ, value, "", begun, System.nanoTime()));
        } else {
            refused.incrementAndGet();
        }
    }

    /** Another than all before. */
    private String newValue() {
        String value = "v" + values.incrementAndGet();
        written.put(etag(value), value);
        return value;
    }

    private static String etag(String value) {
        return '"' + Md5.hex(value.getBytes(StandardCharsets.UTF_8)) + '"';
    }

    private void write(String key, String node) throws InterruptedException {
        String value = newValue();
        long begun = System.nanoTime();
        ObjectVoice.Answer answer = ask(node, key, "PUT", value, Map.of());
        if (answer.isUnmet()) {
            wrong = "a write of " + key + " through " + node + " was answered with " + answer.status() + ": "
                    + answer.body();
            return;
        }
        settle(node, key, answer, new RegisterOp(Kind.WRITE, value, "", begun, Long.MAX_VALUE), Kind.WRITE);
    }

    private void create(String key, String node) throws InterruptedException {
        String value = newValue();
        long begun = System.nanoTime();
        ObjectVoice.Answer answer = ask(node, key, "PUT", value, Map.of("If-None-Match", "*"));
        settle(node, key, answer, new RegisterOp(Kind.CREATE, value, "", begun, Long.MAX_VALUE), Kind.CREATE_REFUSED);
    }

    private void swap(String key, String node) throws InterruptedException {
        String expected = lastSeen.getOrDefault(key, "");
        if (expected.isEmpty()) {
            read(key, node);
            return;
        }
        String value = newValue();
        long begun = System.nanoTime();
        ObjectVoice.Answer answer = ask(node, key, "PUT", value, Map.of("If-Match", etag(expected)));
        settle(node, key, answer, new RegisterOp(Kind.SWAP, value, expected, begun, Long.MAX_VALUE), Kind.SWAP_REFUSED);
    }

    private void delete(String key, String node) throws InterruptedException {
        long begun = System.nanoTime();
        ObjectVoice.Answer answer = ask(node, key, "DELETE", "", Map.of());
        settle(node, key, answer, new RegisterOp(Kind.DELETE, "", "", begun, Long.MAX_VALUE), Kind.DELETE_REFUSED);
    }

    /** @param otherwise what it was where its condition did not hold */
    private void settle(String node, String key, ObjectVoice.Answer answer, RegisterOp op, Kind otherwise) {
        long now = System.nanoTime();
        if (answer.isDone()) {
            note(node, key, new RegisterOp(op.kind(), op.value(), op.expected(), op.begun(), now));
        } else if (answer.isUnmet()) {
            note(node, key, new RegisterOp(otherwise, op.value(), op.expected(), op.begun(), now));
        } else if (answer.isRefused()) {
            refused.incrementAndGet();
        } else {
            unknown.incrementAndGet();
            history.computeIfAbsent(key, first -> new ConcurrentLinkedQueue<>()).add(op);
        }
    }

    private void note(String node, String key, RegisterOp op) {
        history.computeIfAbsent(key, first -> new ConcurrentLinkedQueue<>()).add(op);
        answered.incrementAndGet();
        times.succeeded(node);
    }

    private ObjectVoice.Answer ask(String node, String key, String method, String body, Map<String, String> headers)
            throws InterruptedException {
        long since = System.nanoTime();
        ObjectVoice.Answer answer = voice.ask(node, method, "/v1/objects/" + BUCKET + "/" + key, body, headers);
        times.waited(node, since);
        return answer;
    }
}
