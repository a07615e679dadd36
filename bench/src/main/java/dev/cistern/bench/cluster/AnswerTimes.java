package dev.cistern.bench.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * How long the clients of each node of a cluster were left without: without success, and without any answer at all. Kept node by
 * node, since clients of a node that is stopped hang with it, whatever the others do. Used by any thread.
 */
final class AnswerTimes {
    private final LongSupplier nanoTime;
    private final Map<String, Times> byNode;

    private static final class Times {
        private long lastSuccess; // Guarded by this, as the next.
        private long longestGap;
        private long longestWait;
    }

    /** Begins to count. */
    AnswerTimes(List<String> nodes, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.byNode = nodes.stream().collect(Collectors.toUnmodifiableMap(name -> name, name -> new Times()));
        restart();
    }

    /** Begins to count anew. */
    void restart() {
        long now = nanoTime.getAsLong();
        byNode.values().forEach(times -> {
            synchronized (times) {
                times.lastSuccess = now;
                times.longestGap = 0;
                times.longestWait = 0;
            }
        });
    }

    /** Somebody was answered as wished. */
    void succeeded(String node) {
        Times times = times(node);
        long now = nanoTime.getAsLong();
        synchronized (times) {
            times.longestGap = Math.max(times.longestGap, now - times.lastSuccess);
            times.lastSuccess = Math.max(times.lastSuccess, now);
        }
    }

    /** Somebody has waited since then, and was answered, or refused, or gave up. */
    void waited(String node, long since) {
        Times times = times(node);
        long now = nanoTime.getAsLong();
        synchronized (times) {
            times.longestWait = Math.max(times.longestWait, now - since);
        }
    }

    /** The longest time in which no client of one of these nodes succeeded, that which is still going on among them. */
    Duration longestGap(Collection<String> nodes) {
        long now = nanoTime.getAsLong();
        return longest(nodes, times -> Math.max(times.longestGap, now - times.lastSuccess));
    }

    /** The longest that a client of one of these nodes waited for whatever it was told. */
    Duration longestWait(Collection<String> nodes) {
        return longest(nodes, times -> times.longestWait);
    }

    private Duration longest(Collection<String> nodes, ToLongFunction<Times> what) {
        long longest = 0;
        for (String node : nodes) {
            Times times = times(node);
            synchronized (times) {
                longest = Math.max(longest, what.applyAsLong(times));
            }
        }
        return Duration.ofNanos(longest);
    }

    private Times times(String node) {
        Times times = byNode.get(node);
        if (times == null) {
            throw new IllegalArgumentException("nobody asks " + node);
        }
        return times;
    }
}
