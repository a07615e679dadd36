package dev.cistern.conf;

import java.time.Duration;
import java.util.List;

/** The keys of {@link SpaceSettings} and {@link ScrubSettings}. */
public final class CareKeys {
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final long TIB = 1L << 40;

    public static final Key<Long> FREE_MIN = key(
            "store.free_min",
            Quantity.size(0, 1024 * TIB),
            256 * MIB,
            "Writes are refused when the disk has less room than this, or than a tenth of the disk where that is"
                    + " less.");

    public static final Key<Long> FREE_WARN = key(
            "store.free_warn",
            Quantity.size(0, 1024 * TIB),
            10 * GIB,
            "An alert tells of a disk that has less room than this, or than a fifth of the disk where that is less.");

    public static final Key<Long> FREE_STOP = key(
            "store.free_stop",
            Quantity.size(0, 1024 * TIB),
            128 * MIB,
            "Nothing is changed any more but by what makes room, such as deletes, when the disk has less room than this, or"
                    + " than half of store.free_min where that is less.");

    public static final Key<Duration> SCRUB_INTERVAL = key(
            "store.scrub_interval",
            Quantity.duration(Duration.ZERO, Duration.ofDays(3650), ZeroRule.PLAIN),
            Duration.ofDays(30),
            "Time from the end of a scrub, which reads and verifies everything, to the beginning of the next; 0 for none that"
                    + " begins by itself.");

    public static final Key<Long> SCRUB_RATE =
            key("store.scrub_rate", Quantity.size(KIB, TIB), 32 * MIB, "Most bytes that a scrub reads in a second.");

    private CareKeys() {}

    private static <T> Key<T> key(String name, ValueType<T> type, T defaultValue, String sentence) {
        return new Key<>(name, Layer.STORE, type, defaultValue, true, sentence);
    }

    static List<Key<?>> all() {
        return List.of(FREE_WARN, FREE_MIN, FREE_STOP, SCRUB_INTERVAL, SCRUB_RATE);
    }

    static SpaceSettings space(KeyValues values) {
        return new SpaceSettings(values.get(FREE_WARN), values.get(FREE_MIN), values.get(FREE_STOP));
    }

    static ScrubSettings scrub(KeyValues values) {
        return new ScrubSettings(values.get(SCRUB_INTERVAL), values.get(SCRUB_RATE));
    }
}
