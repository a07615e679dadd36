package dev.cistern.node;

import dev.cistern.node.layers.Bucket;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers the samples of one scrape by their metric. Confined to it. */
final class Families {
    private final Map<String, Family<GaugeDataPointSnapshot>> gauges = new LinkedHashMap<>();
    private final Map<String, Family<CounterDataPointSnapshot>> counters = new LinkedHashMap<>();
    private final Map<String, Family<HistogramDataPointSnapshot>> histograms = new LinkedHashMap<>();
    private final Map<String, Family<HistogramDataPointSnapshot>> momentary = new LinkedHashMap<>();

    private record Family<P>(MetricMetadata metadata, List<P> points) {
        Family(String name, String what) {
            this(new MetricMetadata(name, what), new ArrayList<>());
        }
    }

    void gauge(String name, String what, Labels labels, long value) {
        gauge(name, what, labels, (double) value);
    }

    void gauge(String name, String what, Labels labels, double value) {
        gauges.computeIfAbsent(name, key -> new Family<>(key, what))
                .points
                .add(new GaugeDataPointSnapshot(value, labels, null));
    }

    /** @param name without the {@code _total} that it is printed with */
    void counter(String name, String what, Labels labels, long value) {
        counters.computeIfAbsent(name, key -> new Family<>(key, what))
                .points
                .add(new CounterDataPointSnapshot(value, labels, null, 0));
    }

    /** The sum of what was counted is not known, so there is none. */
    void histogram(String name, String what, Labels labels, List<Bucket> buckets) {
        histograms.computeIfAbsent(name, key -> new Family<>(key, what)).points.add(point(labels, buckets));
    }

    /** A histogram of what is now, which may fall. */
    void momentary(String name, String what, Labels labels, List<Bucket> buckets) {
        momentary.computeIfAbsent(name, key -> new Family<>(key, what)).points.add(point(labels, buckets));
    }

    private static HistogramDataPointSnapshot point(Labels labels, List<Bucket> buckets) {
        ClassicHistogramBuckets.Builder classic = ClassicHistogramBuckets.builder();
        for (Bucket bucket : buckets) {
            Duration below = bucket.below();
            double bound = below == null ? Double.POSITIVE_INFINITY : below.toNanos() / 1e9;
            classic.bucket(bound, bucket.count());
        }
        return new HistogramDataPointSnapshot(classic.build(), Double.NaN, labels, Exemplars.EMPTY, 0);
    }

    MetricSnapshots snapshots() {
        List<MetricSnapshot> all = new ArrayList<>();
        gauges.values().forEach(family -> all.add(new GaugeSnapshot(family.metadata, family.points)));
        counters.values().forEach(family -> all.add(new CounterSnapshot(family.metadata, family.points)));
        histograms.values().forEach(family -> all.add(new HistogramSnapshot(family.metadata, family.points)));
        momentary.values().forEach(family -> all.add(new HistogramSnapshot(true, family.metadata, family.points)));
        return new MetricSnapshots(all);
    }
}
