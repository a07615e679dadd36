package dev.cistern.net.advice;

import dev.cistern.net.pool.RecordedRequests;
import java.time.Duration;
import java.util.Arrays;
import java.util.PriorityQueue;

/** How many of the recorded requests were at their host at once, and how long connections lay idle in between. */
final class Concurrency {
    private final int[] met;
    private final long[] idleNanos;

    /** When the number of connections in use last fell below each number. */
    private final long[] unusedSince;

    private int gaps;

    private Concurrency(int requests) {
        this.met = new int[requests];
        this.idleNanos = new long[requests];
        this.unusedSince = new long[requests + 2];
    }

    /** Of connections that take so many requests at a time. */
    static Concurrency of(RecordedRequests recorded, int leases) {
        Concurrency concurrency = new Concurrency(recorded.count());
        Arrays.fill(concurrency.unusedSince, Long.MAX_VALUE);
        PriorityQueue<Long> ends = new PriorityQueue<>();
        for (int at = 0; at < recorded.count(); at++) {
            long arrival = recorded.arrivalNanos(at);
            while (!ends.isEmpty() && ends.peek() <= arrival) {
                long end = ends.remove();
                concurrency.unusedSince[(ends.size() + leases) / leases] = end;
            }
            concurrency.arrived(arrival, ends.size(), leases);
            ends.add(arrival + recorded.heldNanos(at));
            concurrency.met[at] = ends.size();
        }
        concurrency.sort();
        return concurrency;
    }

    /** One more than there were: it may need a connection more. */
    private void arrived(long now, int before, int leases) {
        int connection = before / leases + 1;
        boolean oneMore = before % leases == 0;
        if (oneMore && unusedSince[connection] != Long.MAX_VALUE) {
            idleNanos[gaps++] = now - unusedSince[connection];
        }
    }

    private void sort() {
        Arrays.sort(idleNanos, 0, gaps);
    }

    /** The number at once that a request met at its arrival, itself included. */
    int met(int request) {
        return met[request];
    }

    /** The number at once that a share of the requests met at most. */
    int met(double share) {
        int[] ascending = met.clone();
        Arrays.sort(ascending);
        return ascending.length == 0 ? 0 : ascending[Math.max(0, (int) Math.ceil(share * ascending.length) - 1)];
    }

    /**
     * For how long connections have to be kept idle, so that all but a share of the requests find the one that they need.
     *
     * <p>The pool takes the connection used last, so that the one needed when a request more is at it than before is the
     * one that fell idle when they last became fewer than that: its idle time is the time between, whatever the requests
     * are like, one by one, by chance or in bursts.
     */
    Duration idleFor(double share) {
        int misses = (int) (share * met.length);
        int at = gaps - 1 - misses;
        return at < 0 ? Duration.ZERO : Duration.ofNanos(idleNanos[at]);
    }
}
