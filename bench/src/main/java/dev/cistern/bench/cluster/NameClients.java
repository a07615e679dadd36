package dev.cistern.bench.cluster;

import dev.cistern.bench.cluster.NameSet.Listing;
import dev.cistern.bench.cluster.ObjectVoice.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that add objects and remove some, and clients that list them page by page through all nodes. */
final class NameClients {
    private static final int WRITERS = 6;
    private static final int LISTERS = 3;
    private static final int PAUSE_MILLIS = 100;

    private final ObjectVoice voice;
    private final List<String> nodes;
    private final String bucket;
    private final NameSet names = new NameSet();
    private final Queue<Listing> listings = new ConcurrentLinkedQueue<>();
    private final AtomicLong epoch = new AtomicLong();
    private final AtomicLong numbers = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    NameClients(Site site, List<String> nodes, String bucket) {
        this.voice = new ObjectVoice(site);
        this.nodes = nodes;
        this.bucket = bucket;
    }

    /** Each asks one node. */
    void start(SplittableRandom random) {
        for (int client = 0; client < WRITERS + LISTERS; client++) {
            SplittableRandom own = random.split();
            String node = nodes.get(client % nodes.size());
            boolean writes = client < WRITERS;
            Thread thread = new Thread(() -> work(node, own, writes), "names-" + client);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** They go on under another prefix, so that listings stay short. */
    void turnThePage() {
        epoch.incrementAndGet();
    }

    void end() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        for (String node : nodes) {
            list(node, "set" + epoch.get() + "/", 1_000);
        }
    }

    NameSet names() {
        return names;
    }

    List<Listing> listings() {
        return List.copyOf(listings);
    }

    private void work(String node, SplittableRandom random, boolean writes) {
        try {
            while (!stopped) {
                String prefix = "set" + epoch.get() + "/";
                if (writes) {
                    addAndPerhapsRemove(node, prefix + numbers.incrementAndGet(), random.nextInt(3) == 0);
                } else {
                    list(node, prefix, 10 + random.nextInt(200));
                }
                Thread.sleep(PAUSE_MILLIS / 2 + random.nextInt(PAUSE_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void addAndPerhapsRemove(String node, String name, boolean remove) throws InterruptedException {
        names.addBegins(name, System.nanoTime());
        Answer put = ask(node, "PUT", "/v1/objects/" + bucket + "/" + name, "here");
        if (put.isRefused()) {
            names.refused(name);
        }
        if (!put.isDone()) {
            return;
        }
        names.added(name, System.nanoTime());
        if (remove) {
            names.removalBegins(name, System.nanoTime());
            Answer deleted = ask(node, "DELETE", "/v1/objects/" + bucket + "/" + name, "");
            if (deleted.isDone() || deleted.status() == 404) {
                names.removed(name, System.nanoTime());
            } else if (deleted.isRefused()) {
                names.removalRefused(name);
            }
        }
    }

    /** Those that break off count for nothing. */
    private void list(String node, String prefix, int limit) throws InterruptedException {
        Set<String> seen = new TreeSet<>();
        long begun = System.nanoTime();
        String token = "";
        do {
            Optional<JsonObject> page = page(node, prefix, limit, token);
            if (page.isEmpty()) {
                return;
            }
            JsonArray entries = page.get().getJsonArray("entries", new JsonArray());
            for (int i = 0; i < entries.size(); i++) {
                seen.add(entries.getJsonObject(i).getString("name"));
            }
            token = page.get().getString("continuation_token", "");
        } while (!token.isEmpty());
        listings.add(new Listing(node, prefix, begun, System.nanoTime(), seen));
    }

    private Optional<JsonObject> page(String node, String prefix, int limit, String token) throws InterruptedException {
        String target = "/v1/buckets/" + bucket + "?prefix=" + prefix + "&limit=" + limit
                + (token.isEmpty() ? "" : "&continuation_token=" + token);
        Answer answer = ask(node, "GET", target, "");
        return answer.status() == 200 ? Optional.of(new JsonObject(answer.body())) : Optional.empty();
    }

    private Answer ask(String node, String method, String target, String body) throws InterruptedException {
        return voice.ask(node, method, target, body, Map.of());
    }
}
