package dev.cistern.node;

import dev.cistern.node.layers.AlertState;
import dev.cistern.node.layers.ConnectionLayer;
import dev.cistern.node.layers.Count;
import dev.cistern.node.layers.LayerLimit;
import dev.cistern.node.layers.NodeLoad;
import dev.cistern.node.layers.Reading;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The connection layers as metrics. Each scrape reads every layer once, so that what it tells of a layer is of one moment.
 * The number of series does not grow with the hosts: the busiest 32 of a layer are named, the others added up. Any thread
 * may scrape; one at a time does.
 */
final class LayerMetrics implements MultiCollector {
    private final List<ConnectionLayer> layers;
    private final Source source;
    private final LongSupplier nanoTime;
    private final Map<String, ShownHosts> shownHosts = new HashMap<>();

    /**
     * What is told beside the layers' figures.
     *
     * @param limits of a layer, those in force
     * @param load of the node
     * @param alerts all of them
     */
    record Source(
            Function<ConnectionLayer, List<LayerLimit>> limits,
            Supplier<NodeLoad> load,
            Supplier<List<AlertState>> alerts) {}

    LayerMetrics(List<ConnectionLayer> layers, Source source, LongSupplier nanoTime) {
        this.layers = layers;
        this.source = source;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized MetricSnapshots collect() {
        Families families = new Families();
        for (ConnectionLayer layer : layers) {
            Reading reading = layer.read();
            Labels labels = Labels.of("layer", layer.name());
            total(reading, labels, families);
            hosts(layer, reading, families);
            full(layer, reading, labels, families);
            for (LayerLimit limit : source.limits.apply(layer)) {
                LimitGauge.of(limit.entry()).ifPresent(gauge -> gauge.addTo(families, labels));
            }
        }
        NodeLoad load = source.load.get();
        families.gauge(
                "cistern_descriptors_open", "Files and sockets that are open", Labels.EMPTY, load.openDescriptors());
        families.gauge(
                "cistern_descriptors_limit",
                "Files and sockets that may be open",
                Labels.EMPTY,
                load.mostDescriptors());
        for (AlertState state : source.alerts.get()) {
            Labels labels = Labels.of("alert", state.alert().label());
            families.gauge("cistern_alert", "1 while the node itself raises the alert", labels, state.firing() ? 1 : 0);
        }
        return families.snapshots();
    }

    private static void total(Reading reading, Labels labels, Families families) {
        reading.total().counts().forEach((count, value) -> add(families, "cistern_connections_", count, labels, value));
        reading.total()
                .closes()
                .forEach((reason, value) -> families.counter(
                        "cistern_connections_closed",
                        "Connections closed and dials failed, by reason",
                        labels.add("reason", reason.label()),
                        value));
        reading.total().timings().forEach((timing, buckets) -> {
            String name = "cistern_connections_" + timing.metric() + "_seconds";
            if (timing.sinceStart()) {
                families.histogram(name, timing.what(), labels, buckets);
            } else {
                families.momentary(name, timing.what(), labels, buckets);
            }
        });
    }

    private void hosts(ConnectionLayer layer, Reading reading, Families families) {
        ShownHosts chosen = shownHosts.computeIfAbsent(layer.name(), name -> new ShownHosts());
        chosen.look(reading.hosts(), nanoTime.getAsLong()).forEach((host, shown) -> {
            Labels labels = Labels.of("layer", layer.name(), "host", host);
            shown.counts().forEach((count, value) -> add(families, "cistern_host_connections_", count, labels, value));
            shown.closes().forEach((reason, value) -> {
                if (value > 0) {
                    families.counter(
                            "cistern_host_connections_closed",
                            "Connections to a host that were closed, and dials that failed, by reason",
                            labels.add("reason", reason.label()),
                            value);
                }
            });
        });
    }

    private static void full(ConnectionLayer layer, Reading reading, Labels labels, Families families) {
        if (layer.bound() == ConnectionLayer.Bound.LAYER) {
            return;
        }
        long full = 0;
        long saturated = 0;
        for (var sample : reading.hosts().values()) {
            boolean atLimit = sample.count(Count.OPEN) >= reading.mostOpen();
            full += atLimit ? 1 : 0;
            saturated += atLimit && sample.count(Count.WAITING) > 0 ? 1 : 0;
        }
        families.gauge(
                "cistern_connections_hosts",
                "Hosts that are known",
                labels,
                reading.hosts().size());
        families.gauge(
                "cistern_connections_hosts_full", "Hosts with as many connections as they may have", labels, full);
        families.gauge("cistern_connections_hosts_saturated", "Full hosts for which requests wait", labels, saturated);
    }

    private static void add(Families families, String prefix, Count count, Labels labels, long value) {
        if (count.kind() == Count.Kind.NOW) {
            families.gauge(prefix + count.label(), count.what(), labels, value);
        } else {
            families.counter(prefix + count.label(), count.what(), labels, value);
        }
    }
}
