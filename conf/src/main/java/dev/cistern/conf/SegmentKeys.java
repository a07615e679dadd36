package dev.cistern.conf;

import java.util.List;

/** The keys of {@code store} that say which objects share a file with others, and how its dead space is made room of. */
public final class SegmentKeys {
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    public static final Key<Long> SEGMENT_MAX = key(
            "store.segment_max",
            Quantity.size(0, MIB),
            64 * KIB,
            "Objects up to this size, and too large for their record, are put together into segments; larger ones have a"
                    + " file each. 0: all have a file each.");

    public static final Key<Integer> COMPACT_BELOW_PERCENT = key(
            "store.compact_below_percent",
            Quantity.count(0, 90, ZeroRule.PLAIN),
            60,
            "A segment of which less than this is alive is emptied: what is alive is moved, and its file goes. 0: only those"
                    + " of which nothing is alive go.");

    public static final Key<Long> COMPACT_RATE = key(
            "store.compact_rate",
            Quantity.size(64 * KIB, 64 * GIB),
            64 * MIB,
            "Most bytes moved so in a second. While writes are refused for want of room, there is no limit.");

    private SegmentKeys() {}

    private static <T> Key<T> key(String name, ValueType<T> type, T defaultValue, String sentence) {
        return new Key<>(name, Layer.STORE, type, defaultValue, true, sentence);
    }

    static List<Key<?>> all() {
        return List.of(SEGMENT_MAX, COMPACT_BELOW_PERCENT, COMPACT_RATE);
    }

    static SegmentSettings settings(KeyValues values) {
        return new SegmentSettings(
                values.get(SEGMENT_MAX), values.get(COMPACT_BELOW_PERCENT), values.get(COMPACT_RATE));
    }
}
