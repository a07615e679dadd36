package dev.cistern.net.advice;

import dev.cistern.conf.PoolSettings;
import dev.cistern.net.pool.HostKey;
import dev.cistern.net.pool.Replay;
import dev.cistern.net.pool.Replay.Outcome;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the recorded requests of a layer would cost with some settings. Hosts that were asked too little are left out.
 *
 * @param settings the settings
 * @param loads what was asked of the hosts
 * @param hosts by host, the busiest first, at most {@value Observed#MOST_HOSTS}
 * @param together whether the limit of idle connections over all hosts is one that the hosts would reach, so that their
 *     requests were played together, over the time that all their recordings cover
 */
public record Forecast(PoolSettings settings, List<HostLoad> loads, Map<HostKey, Outcome> hosts, boolean together) {
    /** Heap of an idle connection, rounded up from 8.7 and 14.6 KB as measured with 10,000 of them. */
    private static final long PLAIN_BYTES = 9 << 10;

    private static final long TLS_BYTES = 15 << 10;
    private static final Set<String> TLS_SCHEMES = Set.of("https", "h2");

    /**
     * Plays what was recorded. Takes some milliseconds for ten thousand requests.
     *
     * @param seen what was seen of the layer
     * @param settings the settings to try, as effective values
     * @return what it would cost
     */
    public static Forecast of(Observed seen, PoolSettings settings) {
        return of(seen, seen.loads(), settings);
    }

    static Forecast of(Observed seen, List<HostLoad> loads, PoolSettings settings) {
        List<Replay.Host> hosts = loads.stream().map(seen::replayed).toList();
        Map<HostKey, Outcome> alone = new LinkedHashMap<>();
        hosts.forEach(host -> alone.put(host.key(), Replay.of(host, settings)));
        long idle = alone.values().stream().mapToLong(Outcome::mostIdle).sum();
        boolean together = hosts.size() > 1 && idle > settings.idleConns();
        Map<HostKey, Outcome> outcomes = together ? Replay.together(hosts, settings) : alone;
        return new Forecast(settings, loads, Collections.unmodifiableMap(outcomes), together);
    }

    /**
     * Dials for every thousand requests, over all hosts by the rates of their requests.
     *
     * @return 0 when there were no requests
     */
    public double dialsPerThousand() {
        return HostLoad.byRate(loads, load -> dialsPerThousand(load.host()));
    }

    /**
     * Dials for every thousand requests to a host.
     *
     * @param host one of the hosts
     * @return 0 for a host that is not known
     */
    public double dialsPerThousand(HostKey host) {
        Outcome outcome = hosts.get(host);
        return outcome == null ? 0 : outcome.dialsPerThousand();
    }

    /**
     * Idle connections of all hosts, on average.
     *
     * @return 0 or more
     */
    public double meanIdle() {
        return hosts.values().stream().mapToDouble(Outcome::meanIdle).sum();
    }

    /**
     * The heap that the idle connections to a host take on average.
     *
     * @param host one of the hosts
     * @return bytes, reckoned at 9 KiB a connection and 15 KiB with TLS; 0 for a host that is not known
     */
    public long idleBytes(HostKey host) {
        Outcome outcome = hosts.get(host);
        return outcome == null ? 0 : Math.round(outcome.meanIdle() * bytesOf(host));
    }

    /**
     * The heap that all idle connections take on average.
     *
     * @return bytes
     */
    public long idleBytes() {
        return hosts.keySet().stream().mapToLong(this::idleBytes).sum();
    }

    private static long bytesOf(HostKey host) {
        return TLS_SCHEMES.contains(host.scheme()) ? TLS_BYTES : PLAIN_BYTES;
    }
}
