package dev.cistern.bench.clouds;

import dev.cistern.bench.http.ObjectClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Writes and removes objects of its own keys, one after the other. Confined to one thread at a time. */
final class KeyWriter {
    static final String BUCKET = "back";
    private static final int REMOVALS_PERCENT = 12;
    private static final int SMALL_BYTES = 2_000;
    private static final int LARGE_BYTES = 200_000;
    private static final int LARGE_PERCENT = 5;

    private final List<KeyHistory> keys = new ArrayList<>();
    private final SplittableRandom random;
    private final AtomicInteger acknowledged;
    private final AtomicInteger refused;

    /** What is counted for all writers. */
    record Counts(AtomicInteger acknowledged, AtomicInteger refused) {}

    KeyWriter(int number, int keys, SplittableRandom random, Counts counts) {
        this.random = random;
        this.acknowledged = counts.acknowledged;
        this.refused = counts.refused;
        for (int i = 0; i < keys; i++) {
            this.keys.add(new KeyHistory(random.nextLong(), "w" + number + "/" + i));
        }
    }

    List<KeyHistory> keys() {
        return keys;
    }

    /** Writes as long as it is wanted, or until the node is gone. */
    void write(InetSocketAddress node, BooleanSupplier wanted) {
        try (ObjectClient client = new ObjectClient(node, BUCKET)) {
            while (wanted.getAsBoolean()) {
                step(client);
            }
        } catch (IOException gone) {
            // Killed: nobody knows of the last one whether it was done.
        }
    }

    private void step(ObjectClient client) throws IOException {
        KeyHistory key = keys.get(random.nextInt(keys.size()));
        int status;
        if (key.mayExist() && random.nextInt(100) < REMOVALS_PERCENT) {
            key.remove();
            status = client.delete(key.key());
        } else {
            int most = random.nextInt(100) < LARGE_PERCENT ? LARGE_BYTES : SMALL_BYTES;
            status = client.put(key.key(), key.write(random.nextInt(1, most)));
        }
        if (status / 100 == 2 || status == 404) {
            key.acknowledge();
            acknowledged.incrementAndGet();
        } else {
            refused.incrementAndGet();
        }
    }
}
