package dev.cistern.bench.net;

import io.vertx.core.Future;

/** When requests that failed were told so. Usable from all threads. */
final class Deadlines {
    private double earliest = Double.POSITIVE_INFINITY;
    private double latest;
    private long lastToldAt;

    /** Counts a request that was sent just now. */
    void add(Future<Integer> answer, Answers answers) {
        long sentAt = System.nanoTime();
        answers.add(answer.onFailure(cause -> told((System.nanoTime() - sentAt) / 1e6)), sentAt);
    }

    private synchronized void told(double millis) {
        earliest = Math.min(earliest, millis);
        latest = Math.max(latest, millis);
        lastToldAt = System.nanoTime();
    }

    /** When the last was told, from that moment on. */
    synchronized double secondsAfter(long moment) {
        return (lastToldAt - moment) / 1e9;
    }

    synchronized double earliestMillis() {
        return earliest;
    }

    synchronized double latestMillis() {
        return latest;
    }
}
