package dev.cistern.node.layers;

import dev.cistern.net.client.PooledHttpClient;
import dev.cistern.net.client.TlsHandshakes;
import dev.cistern.net.pool.PoolFigures;
import dev.cistern.net.pool.PoolFigures.Figures;
import dev.cistern.net.server.ServerFigures;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts the figures of servers and of pools into the same words. A new figure is one line here and one in {@link Count}. */
final class Readings {
    private Readings() {}

    static Reading ofClients(ServerFigures figures, int mostOpen) {
        Map<Count, Long> counts = new EnumMap<>(Count.class);
        counts.put(Count.OPEN, (long) figures.open());
        counts.put(Count.IDLE, (long) figures.idle());
        counts.put(Count.ACTIVE, (long) figures.active());
        counts.put(Count.IN_HEADER, (long) figures.inHeader());
        counts.put(Count.DRAINING, (long) figures.draining());
        counts.put(Count.ACCEPTED, figures.accepted());
        counts.put(Count.REQUESTS, figures.requests());
        counts.put(Count.REFUSED, figures.refused());
        Map<Timing, List<Bucket>> timings = new EnumMap<>(Timing.class);
        timings.put(Timing.AGES, ofServer(figures.ages()));
        timings.put(Timing.IDLE_TIMES, ofServer(figures.idleTimes()));
        timings.put(Timing.GAPS, ofServer(figures.gaps()));
        List<Sample.LastClose> lastCloses = figures.lastCloses().stream()
                .map(closed -> new Sample.LastClose(
                        withoutName(closed.peer()), closed.reason(), closed.age(), closed.requests(), closed.ago()))
                .toList();
        Sample total = new Sample(
                Collections.unmodifiableMap(counts),
                figures.closes(),
                lastCloses,
                Collections.unmodifiableMap(timings),
                null);
        return new Reading(total, Map.of(), mostOpen);
    }

    /** An address is printed with the host's name before a slash, and most clients have none. */
    private static String withoutName(String peer) {
        return peer.substring(peer.indexOf('/') + 1);
    }

    static Reading ofPool(PooledHttpClient client) {
        PoolFigures figures = client.figures();
        Map<String, Sample> hosts = new LinkedHashMap<>();
        figures.hosts().forEach((host, ofHost) -> hosts.put(host.toString(), ofPool(ofHost, counts(ofHost))));
        Map<Count, Long> counts = counts(figures.total());
        counts.put(Count.RETRIES, client.retries());
        TlsHandshakes handshakes = client.handshakes();
        counts.put(Count.HANDSHAKES_FULL, handshakes.full());
        counts.put(Count.HANDSHAKES_RESUMED, handshakes.resumed());
        return new Reading(
                ofPool(figures.total(), counts),
                Collections.unmodifiableMap(hosts),
                figures.total().limits().connsPerHost());
    }

    private static Map<Count, Long> counts(Figures figures) {
        Map<Count, Long> counts = new EnumMap<>(Count.class);
        counts.put(Count.OPEN, (long) figures.open());
        counts.put(Count.IDLE, (long) figures.idle());
        counts.put(Count.ACTIVE, (long) figures.active());
        counts.put(Count.DIALLING, (long) figures.dialling());
        counts.put(Count.DRAINING, (long) figures.draining());
        counts.put(Count.WAITING, (long) figures.waiting());
        counts.put(Count.LEASES, (long) figures.leases());
        counts.put(Count.DIALS_HELD_BACK, (long) figures.dialsHeldBack());
        counts.put(Count.IDLE_BYTES, figures.idleBytes());
        counts.put(Count.DIALS, figures.dials());
        counts.put(Count.DIALS_DELAYED, figures.dialsDelayed());
        counts.put(Count.OPENED, figures.opened());
        counts.put(Count.REQUESTS, Bucket.total(ofPool(figures.acquireTimes())));
        counts.put(Count.REUSED, figures.reused());
        counts.put(Count.REFUSED, figures.refused());
        counts.put(Count.LEAKED, figures.leaked());
        return counts;
    }

    private static Sample ofPool(Figures figures, Map<Count, Long> counts) {
        Map<Timing, List<Bucket>> timings = new EnumMap<>(Timing.class);
        timings.put(Timing.AGES, ofPool(figures.ages()));
        timings.put(Timing.IDLE_TIMES, ofPool(figures.idleTimes()));
        timings.put(Timing.ACQUIRE_TIMES, ofPool(figures.acquireTimes()));
        timings.put(Timing.DIAL_TIMES, ofPool(figures.dialTimes()));
        List<Sample.LastClose> lastCloses = figures.lastCloses().stream()
                .map(closed -> new Sample.LastClose(
                        closed.host().toString(), closed.reason(), closed.age(), closed.leases(), closed.ago()))
                .toList();
        return new Sample(
                Collections.unmodifiableMap(counts),
                figures.closes(),
                lastCloses,
                Collections.unmodifiableMap(timings),
                figures.limits().peerKeepsIdleFor());
    }

    private static List<Bucket> ofPool(List<PoolFigures.Bucket> buckets) {
        return buckets.stream()
                .map(bucket -> new Bucket(bucket.below(), bucket.count()))
                .toList();
    }

    private static List<Bucket> ofServer(List<ServerFigures.Bucket> buckets) {
        return buckets.stream()
                .map(bucket -> new Bucket(bucket.below(), bucket.count()))
                .toList();
    }
}
