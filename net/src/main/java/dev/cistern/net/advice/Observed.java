package dev.cistern.net.advice;

import dev.cistern.net.pool.HostKey;
import dev.cistern.net.pool.HostTraffic;
import dev.cistern.net.pool.PoolFigures;
import dev.cistern.net.pool.PoolFigures.Figures;
import dev.cistern.net.pool.Replay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a layer of pooled connections: two snapshots, taken at about the same time.
 *
 * @param figures its connections
 * @param traffic what was asked of its hosts
 */
public record Observed(PoolFigures figures, Map<HostKey, HostTraffic> traffic) {
    /** Most hosts that are looked at one by one: those with the most requests. */
    public static final int MOST_HOSTS = 32;

    /** For dials of which none has been measured yet. */
    private static final Duration USUAL_DIAL = Duration.ofMillis(1);

    /** The hosts with enough requests to say something of, the busiest first, at most {@value #MOST_HOSTS}. */
    List<HostLoad> loads() {
        List<HostLoad> loads = new ArrayList<>();
        traffic.forEach((host, asked) -> loads.add(HostLoad.of(host, asked)));
        return loads.stream()
                .filter(HostLoad::enough)
                .sorted(Comparator.comparingDouble(HostLoad::requests).reversed())
                .limit(MOST_HOSTS)
                .toList();
    }

    /** Hosts that were asked for something in the time that is known. */
    int hostsAsked() {
        return (int) traffic.values().stream()
                .filter(asked -> asked.requests().count() > 0)
                .count();
    }

    Replay.Host replayed(HostLoad load) {
        HostTraffic asked = traffic.get(load.host());
        int leases = asked == null ? 1 : Math.max(1, asked.leasesPerConnection());
        return new Replay.Host(load.host(), load.recorded(), dialTime(load.host()), leases, keptIdleFor(load.host()));
    }

    private Duration dialTime(HostKey host) {
        Figures of = figures.hosts().get(host);
        return of == null ? USUAL_DIAL : Buckets.quantile(of.dialTimes(), 0.5).orElse(USUAL_DIAL);
    }

    /** How long the host keeps an idle connection, by its own word. */
    @Nullable
    Duration keptIdleFor(HostKey host) {
        Figures of = figures.hosts().get(host);
        return of == null ? null : of.limits().peerKeepsIdleFor();
    }
}
