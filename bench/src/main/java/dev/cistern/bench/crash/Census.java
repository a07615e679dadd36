package dev.cistern.bench.crash;

import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Reads every key of the ledger and the whole listing of a quiet node, and compares them. */
final class Census {
    private static final int READERS = 4;
    private static final int PAGE = 1_000;
    private static final long ABSENT = -1;

    private final Ledger ledger;
    private final InetSocketAddress node;
    private final Map<String, Long> sizes = new ConcurrentHashMap<>();
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();

    private Census(Ledger ledger, InetSocketAddress node) {
        this.ledger = ledger;
        this.node = node;
    }

    /** What is wrong, and how much there is; closes the ledger's book on every key. */
    static Result take(Ledger ledger, InetSocketAddress node) throws IOException, InterruptedException {
        Census census = new Census(ledger, node);
        census.readAll();
        List<ObjectClient.Listed> listed;
        try (ObjectClient client = new ObjectClient(node, WriterCrew.BUCKET)) {
            listed = client.list(PAGE);
        }
        census.faults.addAll(compare(listed, census.sizes));
        List<Long> present =
                census.sizes.values().stream().filter(size -> size != ABSENT).toList();
        return new Result(present, List.copyOf(census.faults));
    }

    private void readAll() throws IOException, InterruptedException {
        Queue<String> work = new ConcurrentLinkedQueue<>(ledger.keys());
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                running.add(readers.submit(() -> {
                    read(work);
                    return null;
                }));
            }
            for (Future<?> reader : running) {
                reader.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("the node could not be read after its restart: " + e.getCause(), e);
        } finally {
            readers.shutdownNow();
        }
    }

    private void read(Queue<String> work) throws IOException {
        try (ObjectClient client = new ObjectClient(node, WriterCrew.BUCKET)) {
            for (String key = work.poll(); key != null; key = work.poll()) {
                Response answer = client.exchange(Request.get(client.target(key)));
                if (answer.status() != 200 && answer.status() != 404) {
                    String what = key + " gave " + answer.status() + ": " + answer.text();
                    faults.add(new Fault(Fault.Kind.UNREADABLE, what));
                    continue;
                }
                byte @Nullable [] seen = answer.status() == 404 ? null : answer.body();
                ledger.judge(key, seen).ifPresent(faults::add);
                ledger.settle(key, seen);
                sizes.put(key, seen == null ? ABSENT : (long) seen.length);
            }
        }
    }

    /** What is wrong with a listing, where {@code found} gives each key's size as GET saw it, -1 for none. */
    static List<Fault> compare(List<ObjectClient.Listed> listed, Map<String, Long> found) {
        List<Fault> faults = new ArrayList<>();
        Map<String, Long> unlisted = new HashMap<>(found);
        unlisted.values().removeIf(size -> size == ABSENT);
        byte[] previous = {};
        for (ObjectClient.Listed entry : listed) {
            byte[] name = entry.key().getBytes(StandardCharsets.UTF_8);
            if (Arrays.compareUnsigned(previous, name) >= 0) {
                faults.add(new Fault(Fault.Kind.LISTING, entry.key() + " is listed out of order or twice"));
            }
            previous = name;
            Optional<Long> size = Optional.ofNullable(unlisted.remove(entry.key()));
            if (size.isEmpty()) {
                faults.add(new Fault(Fault.Kind.LISTING, entry.key() + " is listed, but GET does not find it"));
            } else if (size.get() != entry.sizeBytes()) {
                String sizes = " is listed with " + entry.sizeBytes() + " bytes and has " + size.get();
                faults.add(new Fault(Fault.Kind.LISTING, entry.key() + sizes));
            }
        }
        unlisted.keySet().forEach(key -> faults.add(new Fault(Fault.Kind.LISTING, key + " is there, but not listed")));
        return faults;
    }

    /**
     * What a census found.
     *
     * @param sizes of the objects that are there
     */
    record Result(List<Long> sizes, List<Fault> faults) {
        long objects() {
            return sizes.size();
        }

        long bytes() {
            return sizes.stream().mapToLong(Long::longValue).sum();
        }

        long objectsAbove(long bytes) {
            return sizes.stream().filter(size -> size > bytes).count();
        }
    }
}
