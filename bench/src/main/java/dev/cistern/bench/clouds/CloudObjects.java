package dev.cistern.bench.clouds;

import dev.cistern.bench.http.Body;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What a cloud holds: objects that follow from their keys, and what was written to it. Usable from all threads. */
final class CloudObjects {
    private static final String COMPUTED = "o";
    private static final long SMALLEST = 1_000;
    private static final int STEP_BYTES = 61_313;
    private static final int SIZES = 50;

    private final long seed;
    private final Map<String, byte[]> written = new ConcurrentHashMap<>();

    CloudObjects(long seed) {
        this.seed = seed;
    }

    /** The key of one of the objects that are there from the beginning, of 1 KB to 3 MB. */
    static String key(int number) {
        return COMPUTED + number;
    }

    /** The bytes of such an object. */
    byte[] computed(String key) {
        int number = Integer.parseInt(key.substring(COMPUTED.length()));
        return Body.of(seed, key, 0, SMALLEST + (long) (number % SIZES) * STEP_BYTES)
                .bytes();
    }

    Optional<byte[]> get(String key) {
        if (key.matches(COMPUTED + "\\d+")) {
            return Optional.of(computed(key));
        }
        return Optional.ofNullable(written.get(key));
    }

    void put(String key, byte[] bytes) {
        written.put(key, bytes);
    }

    /** Forgets what was written. */
    void forget() {
        written.clear();
    }
}
