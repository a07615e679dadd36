package dev.cistern.node;

import dev.cistern.net.CloseReason;
import dev.cistern.node.layers.Count;
import dev.cistern.node.layers.Sample;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of a layer that metrics name: the busiest 32; all others are added up. A count of the others only grows, although
 * hosts come to them and leave them: it is made of what was added to each host while it was one of them. Confined to its
 * collector.
 */
final class ShownHosts {
    static final int MOST = 32;

    /** The label of all that are not named; no host is called so, since each has a scheme. */
    static final String OTHER = "other";

    /** What was asked five minutes ago counts half. */
    private static final double HALVED_AFTER_NANOS = 300e9;

    private final Map<String, Known> known = new HashMap<>();
    private final Map<Count, Long> otherCounts = new EnumMap<>(Count.class);
    private final Map<CloseReason, Long> otherCloses = new EnumMap<>(CloseReason.class);
    private long lookedAt;
    private boolean hadOthers;

    /**
     * A host at the last look.
     *
     * @param sample what it was
     * @param asked how much was asked of it, counted less the longer ago it was
     */
    private record Known(Sample sample, double asked) {}

    /** The numbers of one host, or of the others. */
    record Shown(Map<Count, Long> counts, Map<CloseReason, Long> closes) {}

    /**
     * Chooses anew.
     *
     * @param hosts all, as they are now
     * @param nanos by a clock like {@link System#nanoTime}
     * @return at most 33, the others last if there ever were any
     */
    Map<String, Shown> look(Map<String, Sample> hosts, long nanos) {
        double kept = Math.pow(0.5, (nanos - lookedAt) / HALVED_AFTER_NANOS);
        lookedAt = nanos;
        Map<String, Known> now = new HashMap<>();
        hosts.forEach((host, sample) -> now.put(host, heard(known.get(host), sample, kept)));
        Set<String> busiest = now.entrySet().stream()
                .sorted(Comparator.comparingDouble((Map.Entry<String, Known> entry) -> -entry.getValue().asked)
                        .thenComparing(Map.Entry::getKey))
                .limit(MOST)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        Map<String, Shown> shown = new LinkedHashMap<>();
        Map<Count, Long> others = new EnumMap<>(Count.class);
        hosts.forEach((host, sample) -> {
            if (busiest.contains(host)) {
                shown.put(host, new Shown(sample.counts(), sample.closes()));
            } else {
                hadOthers = true;
                addOther(sample, known.get(host), others);
            }
        });
        known.clear();
        known.putAll(now);
        if (hadOthers) {
            others.putAll(otherCounts);
            shown.put(OTHER, new Shown(others, new EnumMap<>(otherCloses)));
        }
        return shown;
    }

    private static Known heard(@Nullable Known before, Sample sample, double kept) {
        double asked = added(sample.count(Count.REQUESTS), before == null ? 0 : before.sample.count(Count.REQUESTS));
        return new Known(sample, asked + (before == null ? 0 : before.asked * kept));
    }

    /** A count that fell is that of a host that was forgotten and is known again. */
    private static long added(long now, long before) {
        return now < before ? now : now - before;
    }

    private void addOther(Sample sample, @Nullable Known before, Map<Count, Long> others) {
        sample.counts().forEach((count, value) -> {
            if (count.kind() == Count.Kind.NOW) {
                others.merge(count, value, Long::sum);
            } else {
                otherCounts.merge(count, added(value, before == null ? 0 : before.sample.count(count)), Long::sum);
            }
        });
        sample.closes()
                .forEach((reason, value) -> otherCloses.merge(
                        reason, added(value, before == null ? 0 : before.sample.closes(reason)), Long::sum));
    }
}
