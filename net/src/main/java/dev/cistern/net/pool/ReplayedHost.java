package dev.cistern.net.pool;

import java.time.Duration;

/** What a host costs in a {@link ReplayRun}. Confined to its thread. */
final class ReplayedHost {
    final Replay.Host replayed;
    final long hintNanos;
    long dials;
    long refused;
    private int granted;
    private long waitNanos;
    private double idleArea;
    private long watchedUntil;
    private int idle;
    private int mostIdle;
    private int mostOpen;

    ReplayedHost(Replay.Host replayed) {
        this.replayed = replayed;
        Duration hint = replayed.peerKeepsIdleFor();
        this.hintNanos = hint == null ? 0 : hint.toNanos();
    }

    /** From a first request to that of the next pass: the time recorded, and no less than the last request's gap. */
    long leastPeriodNanos() {
        RecordedRequests requests = replayed.requests();
        int count = requests.count();
        if (count == 0) {
            return 1;
        }
        long last = requests.arrivalNanos(count - 1);
        return Math.max(requests.span().toNanos(), last + Math.max(1, last / Math.max(1, count - 1)));
    }

    void granted(long waitedNanos) {
        granted++;
        waitNanos += waitedNanos;
    }

    /** So many are idle and open at a moment of the pass that counts. */
    void watched(long sinceBeginning, int idleNow, int openNow) {
        idleArea += (double) idle * (sinceBeginning - watchedUntil);
        watchedUntil = sinceBeginning;
        idle = idleNow;
        mostIdle = Math.max(mostIdle, idleNow);
        mostOpen = Math.max(mostOpen, openNow);
    }

    Replay.Outcome outcome(long lengthNanos) {
        return new Replay.Outcome(
                replayed.requests().count(),
                dials,
                refused,
                idleArea / lengthNanos,
                mostIdle,
                mostOpen,
                Duration.ofNanos(granted == 0 ? 0 : waitNanos / granted));
    }
}
