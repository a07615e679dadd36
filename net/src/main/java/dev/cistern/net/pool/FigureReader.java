package dev.cistern.net.pool;

import dev.cistern.net.CloseReason;
import dev.cistern.net.pool.PoolFigures.Closed;
import dev.cistern.net.pool.PoolFigures.EffectiveLimits;
import dev.cistern.net.pool.PoolFigures.Figures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds hosts up to figures. Host by host it is used under the pool's lock. */
final class FigureReader {
    private final long now;
    private final Limits limits;
    private final Tally tally = new Tally();
    private final Histogram ages = Histogram.ofAges();
    private final Histogram idleTimes = Histogram.ofAges();
    private final List<Tally.Closed> closes = new ArrayList<>();
    private int open;
    private int idle;
    private int draining;
    private int dialling;
    private int leases;
    private int waiting;
    private int dialsHeldBack;
    private long hintNanos;

    FigureReader(long now, Limits limits) {
        this.now = now;
        this.limits = limits;
    }

    /** Adds one host, its connections apart. */
    void add(HostState<?> host) {
        open += host.open;
        idle += host.idle.size();
        draining += host.draining;
        dialling += host.dialling;
        leases += host.leases;
        waiting += host.waiters.size();
        dialsHeldBack += host.dialsHeldBack(now, limits);
        add(host.tally);
    }

    void add(Tally other) {
        tally.add(other);
        for (int at = 0; at < Tally.LAST_CLOSES; at++) {
            Tally.Closed closed = other.close(at);
            if (closed != null) {
                closes.add(closed);
            }
        }
    }

    /** Adds an open connection's ages and its peer's hint. */
    void add(Pooled<?> pooled) {
        ages.count(now - pooled.dialledAt);
        if (pooled.idle()) {
            idleTimes.count(now - pooled.lastUsed);
        }
        addHint(pooled.hintNanos);
    }

    private void addHint(long nanos) {
        if (nanos > 0 && (hintNanos == 0 || nanos < hintNanos)) {
            hintNanos = nanos;
        }
    }

    /** Adds what another has read of other hosts. */
    void add(FigureReader other) {
        open += other.open;
        idle += other.idle;
        draining += other.draining;
        dialling += other.dialling;
        leases += other.leases;
        waiting += other.waiting;
        dialsHeldBack += other.dialsHeldBack;
        tally.add(other.tally);
        ages.add(other.ages);
        idleTimes.add(other.idleTimes);
        closes.addAll(other.closes);
        addHint(other.hintNanos);
    }

    Figures figures() {
        return new Figures(
                open,
                idle,
                open - idle - draining - dialling,
                draining,
                dialling,
                leases,
                waiting,
                dialsHeldBack,
                (long) idle * limits.settings().idleConnBytes(),
                tally.dials,
                tally.dialsDelayed,
                tally.opened,
                tally.reused,
                tally.refused,
                tally.leaked,
                closesByReason(),
                lastCloses(),
                ages.buckets(),
                idleTimes.buckets(),
                tally.acquireTimes.buckets(),
                tally.dialTimes.buckets(),
                effective(hintNanos == 0 ? null : Duration.ofNanos(hintNanos)));
    }

    private Map<CloseReason, Long> closesByReason() {
        Map<CloseReason, Long> byReason = new EnumMap<>(CloseReason.class);
        for (CloseReason reason : CloseReason.values()) {
            byReason.put(reason, tally.closes.getOrDefault(reason, 0L));
        }
        return Collections.unmodifiableMap(byReason);
    }

    private List<Closed> lastCloses() {
        return closes.stream()
                .sorted(Comparator.comparingLong(closed -> now - closed.at()))
                .limit(Tally.LAST_CLOSES)
                .map(closed -> new Closed(
                        closed.host(),
                        closed.reason(),
                        Duration.ofNanos(closed.ageNanos()),
                        closed.leases(),
                        Duration.ofNanos(Math.max(0, now - closed.at()))))
                .toList();
    }

    private EffectiveLimits effective(@Nullable Duration hint) {
        return new EffectiveLimits(
                Duration.ofNanos(limits.idleNanos()),
                hint,
                limits.idleConns(),
                limits.idlePerHost(),
                limits.connsPerHost(),
                limits.dialsPerHost(),
                limits.maxWaiters(),
                limits.minIdle(),
                limits.maxRequests(),
                limits.dialRate());
    }
}
