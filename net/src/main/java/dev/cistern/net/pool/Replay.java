package dev.cistern.net.pool;

import dev.cistern.conf.PoolSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What recorded requests would have cost with other settings. The pool's own decisions are made anew, on false time: dials
 * take as long as they usually do, and a request holds its connection for as long as it did.
 *
 * <p>The recording is played twice, and only the second time counts, since a pool that has been at work for a while is
 * what is of interest, not its start. Not played, because it was not recorded: requests that got no connection, dials that
 * fail, and peers that close connections without having said when they would.
 *
 * <p>Equal arguments give equal outcomes. The work is bounded by that of the recordings, some milliseconds for ten
 * thousand requests: to be done on a worker thread.
 */
public final class Replay {
    private Replay() {}

    /**
     * A host, and what was recorded of it.
     *
     * @param key the host
     * @param requests what was asked of it
     * @param dialTime how long a dial takes
     * @param leasesPerConnection how many requests at a time a connection takes, 1 or more
     * @param peerKeepsIdleFor how long the peer says it keeps an idle connection; absent when it does not say
     */
    public record Host(
            HostKey key,
            RecordedRequests requests,
            Duration dialTime,
            int leasesPerConnection,
            @Nullable Duration peerKeepsIdleFor) {}

    /**
     * What the requests of a host would have cost.
     *
     * @param requests how many there were
     * @param dials dials begun for them
     * @param refused those that would have got no connection
     * @param meanIdle idle connections on average over the time
     * @param mostIdle most idle connections at once
     * @param mostOpen most connections at once, those being dialled among them
     * @param meanWait mean time until a request had its connection, over those that got one
     */
    public record Outcome(
            int requests, long dials, long refused, double meanIdle, int mostIdle, int mostOpen, Duration meanWait) {

        /**
         * Dials for every thousand requests.
         *
         * @return 0 when there were no requests
         */
        public double dialsPerThousand() {
            return requests == 0 ? 0 : 1_000.0 * dials / requests;
        }
    }

    /**
     * Plays the requests of a host that has the pool for itself.
     *
     * @param host whose
     * @param settings the settings to try, as effective values
     * @return what they would have cost
     */
    public static Outcome of(Host host, PoolSettings settings) {
        return new ReplayRun(List.of(host), settings).run().values().iterator().next();
    }

    /**
     * Plays the requests of hosts that share a pool, over the time that all of their recordings cover.
     *
     * @param hosts whose, each once
     * @param settings the settings to try, as effective values
     * @return what they would have cost, in the order of the hosts
     */
    public static Map<HostKey, Outcome> together(List<Host> hosts, PoolSettings settings) {
        Duration shortest = hosts.stream()
                .map(host -> host.requests().span())
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
        List<Host> cut = hosts.stream()
                .map(host -> new Host(
                        host.key(),
                        host.requests().last(shortest),
                        host.dialTime(),
                        host.leasesPerConnection(),
                        host.peerKeepsIdleFor()))
                .toList();
        return new ReplayRun(cut, settings).run();
    }
}
