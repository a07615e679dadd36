package dev.cistern.bench.speed;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** How long requests took, by the stretch of time that they ended in, told apart by whether something else ran in that. Guarded by itself. */
public final class LatencyWindows {
    private final long startNanos;
    private final long windowNanos;
    private final List<List<Long>> windows = new ArrayList<>();
    private final BitSet busy = new BitSet();

    /** Begins with the first window. */
    LatencyWindows(long startNanos, long windowNanos) {
        this.startNanos = startNanos;
        this.windowNanos = windowNanos;
    }

    /** A request ended. */
    synchronized void add(long endNanos, long tookNanos) {
        int window = window(endNanos);
        while (windows.size() <= window) {
            windows.add(new ArrayList<>());
        }
        windows.get(window).add(tookNanos);
    }

    /** It ran at some time from the one to the other, which may have been all the time. */
    synchronized void ran(long fromNanos, long toNanos) {
        busy.set(window(fromNanos), window(toNanos) + 1);
    }

    private int window(long nanos) {
        return (int) Math.max(0, (nanos - startNanos) / windowNanos);
    }

    /** Of all windows in which it ran, or of all in which it did not. */
    synchronized Latencies latencies(boolean ran) {
        List<Long> all = new ArrayList<>();
        int count = 0;
        for (int window = 0; window < windows.size(); window++) {
            if (busy.get(window) == ran) {
                count++;
                all.addAll(windows.get(window));
            }
        }
        return Latencies.of(count, all);
    }

    /**
     * Of some windows together.
     *
     * @param requests that ended in them
     * @param p50Nanos half took no longer; 0 where there were none, as the next
     * @param p99Nanos all but one in a hundred
     */
    public record Latencies(int windows, int requests, long p50Nanos, long p99Nanos) {
        public static Latencies of(int windows, List<Long> nanos) {
            List<Long> sorted = nanos.stream().sorted().toList();
            return new Latencies(windows, sorted.size(), rank(sorted, 0.5), rank(sorted, 0.99));
        }

        private static long rank(List<Long> sorted, double share) {
            return sorted.isEmpty() ? 0 : sorted.get((int) Math.ceil(share * sorted.size()) - 1);
        }

        /** As a table has it. */
        @Override
        public String toString() {
            return requests == 0
                    ? "–"
                    : String.format(Locale.ROOT, "%.2f / %.2f ms (%,d)", p50Nanos / 1e6, p99Nanos / 1e6, requests);
        }
    }
}
