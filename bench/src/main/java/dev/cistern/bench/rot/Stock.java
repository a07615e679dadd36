package dev.cistern.bench.rot;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.bench.http.Body;
import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Trial;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Objects whose bytes are known: large ones with the file of each, small ones that live in their record.
 *
 * @param large with a file of its own
 * @param small in a record
 */
record Stock(List<Item> large, List<Item> small) {
    static final String BUCKET = "rot";
    private static final int MORE = 20;
    private static final int SMALL_MAX_BYTES = 16 * 1024;
    private static final int LARGE_MAX_BYTES = 400 * 1024;

    /**
     * An object.
     *
     * @param file where its bytes are; of a small one any path
     */
    record Item(String key, Body body, Path file) {}

    /** What a client sees of an object. */
    enum Seen {
        WHOLE,
        /** The bytes are others, and no error says so. */
        WRONG,
        /** An error: a status, or a body that breaks off. */
        REFUSED,
        ABSENT
    }

    static Stock fill(Trial trial, NodeProcess node, int count) throws IOException {
        SplittableRandom random = trial.random("stock");
        Path blobs = node.launch().data().resolve("blobs");
        List<Item> large = new ArrayList<>();
        List<Item> small = new ArrayList<>();
        try (ObjectClient client = new ObjectClient(node.address(), BUCKET)) {
            client.createBucket();
            TreeSet<Path> before = files(blobs);
            for (int at = 0; at < count; at++) {
                small.add(put(client, trial.seed(), "small-" + at, random.nextInt(SMALL_MAX_BYTES + 1), blobs));
                int length = random.nextInt(SMALL_MAX_BYTES + 1, LARGE_MAX_BYTES);
                Item item = put(client, trial.seed(), "large-" + at, length, blobs);
                TreeSet<Path> after = files(blobs);
                TreeSet<Path> fresh = new TreeSet<>(after);
                fresh.removeAll(before);
                before = after;
                if (fresh.size() != 1) {
                    throw new IOException(fresh + ": one new file was expected for " + item.key());
                }
                large.add(new Item(item.key(), item.body(), fresh.first()));
            }
        }
        return new Stock(large, small);
    }

    /** A few more, which nobody asks for. */
    static void addSome(NodeProcess node) throws IOException {
        try (ObjectClient client = new ObjectClient(node.address(), BUCKET)) {
            for (int at = 0; at < MORE; at++) {
                put(client, at, "more-" + at, SMALL_MAX_BYTES, node.launch().data());
            }
        }
    }

    @CanIgnoreReturnValue
    private static Item put(ObjectClient client, long seed, String key, int length, Path file) throws IOException {
        Body body = Body.of(seed, key, 1, length);
        int status = client.put(key, body);
        if (status != 200) {
            throw new IOException("PUT of " + key + ": " + status);
        }
        return new Item(key, body, file);
    }

    private static TreeSet<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
        }
    }

    static Seen look(ObjectClient client, Item item) throws IOException {
        try {
            String wrong = client.compare(item.key(), item.body()).orElse("");
            if (wrong.isEmpty()) {
                return Seen.WHOLE;
            }
            return wrong.startsWith("status 404")
                    ? Seen.ABSENT
                    : wrong.startsWith("status 5") ? Seen.REFUSED : Seen.WRONG;
        } catch (EOFException e) {
            client.close();
            return Seen.REFUSED;
        }
    }
}
