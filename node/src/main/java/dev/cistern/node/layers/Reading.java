package dev.cistern.node.layers;

import java.util.Map;

/**
 * A layer at a moment.
 *
 * @param total over all hosts, those included that were forgotten since the start
 * @param hosts by host, in the order of their first use; empty for a layer that knows none
 * @param mostOpen connections that may be open, to the whole layer or to each host
 * @param trouble what is wrong with a host, by host, in words; of those alone with which something is
 */
public record Reading(Sample total, Map<String, Sample> hosts, long mostOpen, Map<String, String> trouble) {

    /** Of a layer that knows of no trouble. */
    public Reading(Sample total, Map<String, Sample> hosts, long mostOpen) {
        this(total, hosts, mostOpen, Map.of());
    }
}
