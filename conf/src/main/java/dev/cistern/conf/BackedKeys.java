package dev.cistern.conf;

import java.util.List;

/** The keys of {@code backed}: what is kept of objects that come from elsewhere, and how it goes there. */
public final class BackedKeys {
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    public static final Key<Long> CHUNK_SIZE = key(
            "backed.chunk_size",
            Quantity.size(4 * KIB, GIB),
            8 * MIB,
            "Of an object larger than this whose parts are read, chunks of this size are fetched and kept. Objects that are"
                    + " partly here keep the size they began with.");

    public static final Key<Integer> CHUNKS_AHEAD = key(
            "backed.chunks_ahead",
            Quantity.count(0, 128, ZeroRule.PLAIN),
            3,
            "Chunks after the one being read that are fetched meanwhile, for each reader whose range reaches that far.");

    public static final Key<Integer> QUEUE_MAX = key(
            "backed.queue_max",
            Quantity.count(1, 10_000_000, ZeroRule.PLAIN),
            100_000,
            "Most objects of all write-back buckets that are not in their cloud yet; a write that would make one more is"
                    + " refused with 503.");

    public static final Key<Integer> UPLOADS = key(
            "backed.uploads",
            Quantity.count(1, 256, ZeroRule.PLAIN),
            8,
            "Most writes of a write-back bucket on their way to its cloud at a time.");

    public static final Key<Integer> DISK_HIGH_PERCENT = key(
            "backed.disk_high_percent",
            Quantity.count(1, 100, ZeroRule.PLAIN),
            90,
            "When more of the disk than this is in use, copies of objects that their clouds have too are let go of, those"
                    + " first that were not read for longest. 100: never.");

    public static final Key<Integer> DISK_LOW_PERCENT = key(
            "backed.disk_low_percent",
            Quantity.count(1, 100, ZeroRule.PLAIN),
            80,
            "Until no more of the disk than this is in use.");

    public static final Key<Integer> EVICTIONS_PER_SECOND = key(
            "backed.evictions_per_second",
            Quantity.count(1, 1_000, ZeroRule.PLAIN),
            200,
            "Most objects whose copies are let go of by themselves in a second; evict jobs are not held by it.");

    private BackedKeys() {}

    private static <T> Key<T> key(String name, ValueType<T> type, T defaultValue, String sentence) {
        return new Key<>(name, Layer.STORE, type, defaultValue, true, sentence);
    }

    static List<Key<?>> all() {
        return List.of(
                CHUNK_SIZE,
                CHUNKS_AHEAD,
                QUEUE_MAX,
                UPLOADS,
                DISK_HIGH_PERCENT,
                DISK_LOW_PERCENT,
                EVICTIONS_PER_SECOND);
    }

    static BackedSettings settings(KeyValues values) {
        return new BackedSettings(
                values.get(CHUNK_SIZE),
                values.get(CHUNKS_AHEAD),
                values.get(QUEUE_MAX),
                values.get(UPLOADS),
                values.get(DISK_HIGH_PERCENT),
                values.get(DISK_LOW_PERCENT),
                values.get(EVICTIONS_PER_SECOND));
    }
}
