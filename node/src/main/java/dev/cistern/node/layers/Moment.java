package dev.cistern.node.layers;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What alerts are judged by: the node at a moment, in a size that does not grow with its hosts.
 *
 * @param atNanos by a clock like {@link System#nanoTime}
 * @param when for people
 * @param layers by name, in order
 * @param load of the whole node
 */
public record Moment(long atNanos, Instant when, Map<String, OfLayer> layers, NodeLoad load) {
    /** Most hosts at their limit that are remembered of a layer. */
    private static final int MOST_HOSTS = 64;

    /**
     * A layer.
     *
     * @param bound what {@code mostOpen} limits
     * @param total all of it
     * @param mostOpen connections that may be open
     * @param full hosts with as many connections as they may have, at most 64
     */
    public record OfLayer(ConnectionLayer.Bound bound, Sample total, long mostOpen, List<FullHost> full) {}

    /**
     * A host with as many connections as it may have.
     *
     * @param host its name
     * @param open connections to it
     * @param waiting requests that wait for one of them
     * @param refused requests that got none, since the start
     */
    public record FullHost(String host, long open, long waiting, long refused) {}

    /**
     * The node now.
     *
     * @param readings of each layer
     */
    public static Moment of(long atNanos, Instant when, Map<ConnectionLayer, Reading> readings, NodeLoad load) {
        Map<String, OfLayer> layers = new LinkedHashMap<>();
        readings.forEach((layer, reading) -> layers.put(
                layer.name(), new OfLayer(layer.bound(), reading.total(), reading.mostOpen(), full(layer, reading))));
        return new Moment(atNanos, when, layers, load);
    }

    private static List<FullHost> full(ConnectionLayer layer, Reading reading) {
        List<FullHost> full = new ArrayList<>();
        if (layer.bound() == ConnectionLayer.Bound.HOST) {
            reading.hosts().forEach((host, sample) -> {
                long open = sample.count(Count.OPEN);
                if (open >= reading.mostOpen() && full.size() < MOST_HOSTS) {
                    full.add(new FullHost(host, open, sample.count(Count.WAITING), sample.count(Count.REFUSED)));
                }
            });
        }
        return List.copyOf(full);
    }
}
