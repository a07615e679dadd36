package dev.cistern.cluster;

import dev.cistern.conf.ListenAddress;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a node says of itself.
 *
 * @param id of its data folder; its name unless it was given another
 * @param version of the program
 * @param address where it serves clients and peers; asked once it does
 * @param tls whether it does so over TLS
 * @param alerts names of those that fire now
 * @param figures what it does at the moment
 */
public record NodeFacts(
        String id,
        String version,
        Supplier<ListenAddress> address,
        boolean tls,
        Supplier<List<String>> alerts,
        Supplier<LiveFigures> figures) {}
