package dev.cistern.bench.rot;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.bench.http.Body;
import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Trial;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Objects whose bytes are known: large ones with the place of each, small ones that live in their record.
 *
 * @param large in a segment, or with a file of its own
 * @param small in a record
 */
record Stock(List<Item> large, List<Item> small) {
    static final String BUCKET = "rot";
    private static final int MORE = 20;
    private static final int SMALL_MAX_BYTES = 16 * 1024;
    /** The default of {@code store.segment_max}: larger objects have a file of their own. */
    private static final int SEGMENT_MAX_BYTES = 64 * 1024;

    private static final int LARGE_MAX_BYTES = 1 << 20;
    private static final int ONE_IN_FILE_OF = 4;

    /**
     * An object.
     *
     * @param place where its bytes are; of a small one any
     */
    record Item(String key, Body body, Place place) {}

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
        List<Item> large = new ArrayList<>();
        List<Item> small = new ArrayList<>();
        try (ObjectClient client = new ObjectClient(node.address(), BUCKET)) {
            client.createBucket();
            for (int at = 0; at < count; at++) {
                small.add(put(client, trial.seed(), "small-" + at, random.nextInt(SMALL_MAX_BYTES + 1)));
                int length = at % ONE_IN_FILE_OF == 0
                        ? random.nextInt(SEGMENT_MAX_BYTES + 1, LARGE_MAX_BYTES)
                        : random.nextInt(SMALL_MAX_BYTES + 1, SEGMENT_MAX_BYTES + 1);
                large.add(put(client, trial.seed(), "large-" + at, length));
            }
        }
        List<Place> places = Place.all(node.launch().data());
        if (places.size() != count) {
            throw new IOException(places.size() + " blobs were found of " + count);
        }
        List<Item> placed = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            placed.add(new Item(large.get(at).key(), large.get(at).body(), places.get(at)));
        }
        return new Stock(placed, small);
    }

    /** A few more, which nobody asks for. */
    static void addSome(NodeProcess node) throws IOException {
        try (ObjectClient client = new ObjectClient(node.address(), BUCKET)) {
            for (int at = 0; at < MORE; at++) {
                put(client, at, "more-" + at, SMALL_MAX_BYTES);
            }
        }
    }

    @CanIgnoreReturnValue
    private static Item put(ObjectClient client, long seed, String key, int length) throws IOException {
        Body body = Body.of(seed, key, 1, length);
        int status = client.put(key, body);
        if (status != 200) {
            throw new IOException("PUT of " + key + ": " + status);
        }
        return new Item(key, body, Place.NOWHERE);
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
