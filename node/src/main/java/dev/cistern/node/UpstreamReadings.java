package dev.cistern.node;

import dev.cistern.backends.upstream.UpstreamFigures;
import dev.cistern.net.client.Origin;
import dev.cistern.node.layers.Count;
import dev.cistern.node.layers.Reading;
import dev.cistern.node.layers.Sample;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds to what is known of the connections to hosts how the hosts behave. */
final class UpstreamReadings {
    private UpstreamReadings() {}

    static Reading added(Reading connections, Map<Origin, UpstreamFigures> behaviour) {
        Map<String, Sample> hosts = new LinkedHashMap<>(connections.hosts());
        Map<String, String> trouble = new HashMap<>();
        Map<Count, Long> all = new EnumMap<>(counts(UpstreamFigures.NONE));
        behaviour.forEach((origin, figures) -> {
            String host = (origin.tls() ? "https://" : "http://") + origin;
            Map<Count, Long> counts = counts(figures);
            counts.forEach((count, value) -> all.merge(count, value, Long::sum));
            Sample known = hosts.get(host);
            if (known != null || figures.gone()) {
                hosts.put(host, with(known == null ? unconnected() : known, counts));
                figures.trouble().ifPresent(text -> trouble.put(host, text));
            }
        });
        return new Reading(with(connections.total(), all), hosts, connections.mostOpen(), trouble);
    }

    private static Map<Count, Long> counts(UpstreamFigures figures) {
        Map<Count, Long> counts = new EnumMap<>(Count.class);
        counts.put(Count.GONE, figures.gone() ? 1L : 0L);
        counts.put(Count.REPEATED, figures.repeated());
        counts.put(Count.UNPAID, figures.unpaid());
        counts.put(Count.FAILED_FAST, figures.shortened());
        counts.put(Count.THROTTLED, figures.throttled());
        counts.put(Count.RESUMED, figures.resumed());
        counts.put(Count.AT_A_TIME, (long) figures.atATime());
        counts.put(Count.HELD_BACK, (long) figures.heldBack());
        counts.put(Count.HEDGED, figures.hedges().sent());
        counts.put(Count.HEDGES_WON, figures.hedges().won());
        counts.put(Count.HEDGES_UNPAID, figures.hedges().unpaid());
        return counts;
    }

    private static Sample with(Sample sample, Map<Count, Long> more) {
        Map<Count, Long> counts = new EnumMap<>(Count.class);
        counts.putAll(sample.counts());
        counts.putAll(more);
        return new Sample(counts, sample.closes(), sample.lastCloses(), sample.timings(), sample.peerKeepsIdleFor());
    }

    /** A host that has no connection now, and none is being dialled. */
    private static Sample unconnected() {
        return new Sample(Map.of(), Map.of(), List.of(), Map.of(), null);
    }
}
