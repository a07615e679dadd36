package dev.cistern.bench.flip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What became of the requests. Usable from all threads. */
final class Tally {
    private static final int SAMPLES_MAX = 1 << 20;

    private final Map<String, LongAdder> served = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrongBytes = new ConcurrentLinkedQueue<>();
    private final LongAdder races = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final int[] micros = new int[SAMPLES_MAX];
    private final AtomicInteger samples = new AtomicInteger();
    /** How many PUTs of a key through the node were acknowledged. */
    private final Map<String, LongAdder> puts = new ConcurrentHashMap<>();

    void served(String kind, long nanos) {
        served.computeIfAbsent(kind, unknown -> new LongAdder()).increment();
        int at = samples.getAndIncrement();
        if (at < SAMPLES_MAX) {
            micros[at] = (int) Math.min(Integer.MAX_VALUE, nanos / 1000);
        }
    }

    void failed(String what) {
        failures.add(what);
    }

    void wrong(String what) {
        wrongBytes.add(what);
    }

    void races(long count) {
        races.add(count);
    }

    void late() {
        late.increment();
    }

    void acknowledged(String key) {
        puts.computeIfAbsent(key, unknown -> new LongAdder()).increment();
    }

    Map<String, LongAdder> puts() {
        return puts;
    }

    long requests() {
        return served.values().stream().mapToLong(LongAdder::sum).sum();
    }

    long races() {
        return races.sum();
    }

    long lateStarts() {
        return late.sum();
    }

    List<String> failures() {
        return new ArrayList<>(failures);
    }

    List<String> wrongBytes() {
        return new ArrayList<>(wrongBytes);
    }

    Map<String, LongAdder> kinds() {
        return served;
    }

    /** Time of which so many in 1,000 requests took less, in ms. */
    double quantile(int perMille) {
        int count = Math.min(samples.get(), SAMPLES_MAX);
        int[] sorted = Arrays.copyOf(micros, count);
        Arrays.sort(sorted);
        return count == 0 ? 0 : sorted[(int) ((long) (count - 1) * perMille / 1000)] / 1000.0;
    }
}
