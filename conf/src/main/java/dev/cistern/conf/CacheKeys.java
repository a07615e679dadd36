package dev.cistern.conf;

import java.util.List;

/** The keys of {@code store} that say what is kept in memory of what is on the disks. */
public final class CacheKeys {
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long TIB = 1L << 40;

    public static final Key<Long> CACHE_BYTES = new Key<>(
            "store.cache_bytes",
            Layer.STORE,
            Quantity.size(MIB, TIB, ZeroRule.BY_MEMORY),
            0L,
            false,
            "Cache of record blocks, outside Java's heap; 0 is an eighth of the memory of the machine or container, at least 32 MiB.");

    public static final Key<Long> HOT_BYTES = new Key<>(
            "store.hot_bytes",
            Layer.STORE,
            Quantity.size(0, TIB),
            32 * MIB,
            true,
            "Small objects that are read again and again are kept in so much memory outside Java's heap, at most half of what Java may use"
                    + " there, and served from it. 0: none.");

    public static final Key<Long> HOT_OBJECT_MAX = new Key<>(
            "store.hot_object_max",
            Layer.STORE,
            Quantity.size(0, MIB),
            64 * KIB,
            true,
            "Objects up to this size are kept so; those that are encrypted are not.");

    private CacheKeys() {}

    static List<Key<?>> all() {
        return List.of(CACHE_BYTES, HOT_BYTES, HOT_OBJECT_MAX);
    }

    static CacheSettings settings(KeyValues values) {
        return new CacheSettings(values.get(CACHE_BYTES), values.get(HOT_BYTES), values.get(HOT_OBJECT_MAX));
    }
}
