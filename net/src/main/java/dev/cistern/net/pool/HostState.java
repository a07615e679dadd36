package dev.cistern.net.pool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections and waiters of one host. Guarded by the pool's lock.
 *
 * @param <C> the connection
 */
final class HostState<C> {
    final HostKey key;
    final Tally tally = new Tally();
    final Traffic traffic;
    final DialRate rate;
    final Recording recording;
    /** Those without a lease, the least recently used first. */
    final Chain<Pooled<C>> idle = new Chain<>();
    /** Those that a waiter may have, the least recently used first. */
    final Chain<Pooled<C>> available = new Chain<>();
    /** First come, first served. */
    final Chain<Waiter<C>> waiters = new Chain<>();

    /** All connections: idle, active, draining and dialling. */
    int open;

    int dialling;
    int draining;
    int leases;
    /** How many leases at a time a new connection is expected to take. */
    int expectedCapacity;

    long lastAskedAt;
    private final List<Chain<Pooled<C>>> availableByLoop = new ArrayList<>();
    private int dialFailures;
    private long preconnectAfter;

    HostState(HostKey key, int expectedCapacity, RecordingRoom room, long now) {
        this.key = key;
        this.expectedCapacity = expectedCapacity;
        this.traffic = new Traffic(now);
        this.rate = new DialRate(now);
        this.recording = new Recording(room, now);
        this.lastAskedAt = now;
        this.preconnectAfter = now;
    }

    /** The most recently used that is available, one of the shard's if there is one. */
    @Nullable
    Pooled<C> mostRecent(Shard<C> shard) {
        Pooled<C> local = availableOn(shard).last();
        return local != null ? local : available.last();
    }

    Chain<Pooled<C>> availableOn(Shard<C> shard) {
        while (availableByLoop.size() <= shard.index) {
            availableByLoop.add(new Chain<>());
        }
        return availableByLoop.get(shard.index);
    }

    /** The first waiter that takes a connection that was used before. */
    @Nullable
    Waiter<C> firstForUsed() {
        Waiter<C> next = waiters.first();
        while (next != null && next.wanted == Wanted.FRESH) {
            next = next.inQueue.next();
        }
        return next;
    }

    /** How many waiters the dials in flight are probably enough for. */
    long covered() {
        return (long) dialling * expectedCapacity;
    }

    /** The first waiter that no dial in flight is for. */
    @Nullable
    Waiter<C> firstUncovered() {
        if (covered() >= waiters.size()) {
            return null;
        }
        Waiter<C> next = waiters.first();
        for (long skipped = 0; skipped < covered() && next != null; skipped++) {
            next = next.inQueue.next();
        }
        return next;
    }

    /** How many dials are wanted now, and nothing but the rate is in their way. */
    int dialsHeldBack(long now, Limits limits) {
        long uncovered = waiters.size() - covered();
        if (uncovered <= 0 || rate.nanosUntilNext(now, limits) == 0) {
            return 0;
        }
        long wanted = (uncovered + expectedCapacity - 1) / expectedCapacity;
        int room = limits.connsPerHost() - open + idle.size();
        return (int) Math.max(0, Math.min(wanted, Math.min(room, limits.dialsPerHost() - dialling)));
    }

    /** A lease came back, with its connection or without. */
    void returned(Grant<C> grant, boolean lost, long now) {
        traffic.returned(now, now - grant.at(), demand());
        recording.add(grant.askedAt(), now - grant.at(), lost, tally.dials, now);
    }

    int active() {
        return open - idle.size() - draining - dialling;
    }

    /** Connections over a limit, those apart that are on their way out. */
    int surplus(int connsPerHost) {
        return Math.max(0, open - draining - connsPerHost);
    }

    int demand() {
        return leases + waiters.size();
    }

    void dialSucceeded(int capacity) {
        dialFailures = 0;
        expectedCapacity = Math.max(1, capacity);
    }

    /** Connections to be kept ready are not dialled again for a second, then two, and so on up to about half a minute. */
    void dialFailed(long now) {
        preconnectAfter = now + (1_000_000_000L << Math.min(dialFailures, 5));
        dialFailures++;
    }

    boolean mayPreconnect(long now) {
        return now - preconnectAfter >= 0;
    }
}
