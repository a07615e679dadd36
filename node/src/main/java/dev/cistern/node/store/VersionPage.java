package dev.cistern.node.store;

import java.util.List;
import java.util.Optional;

/**
 * A page of versions.
 *
 * @param entries versions and delete markers, in order
 * @param commonPrefixes in order
 * @param next what {@link ListVersions#after()} gives the next page, also when the versions of this one have been removed
 *     meanwhile; empty when this was the last
 */
public record VersionPage(List<Entry> entries, List<String> commonPrefixes, Optional<ListVersions.Place> next) {
    public static final VersionPage EMPTY = new VersionPage(List.of(), List.of(), Optional.empty());

    public VersionPage {
        entries = List.copyOf(entries);
        commonPrefixes = List.copyOf(commonPrefixes);
    }

    /** @param latest whether it is the newest of its key */
    public record Entry(ObjectInfo object, boolean latest) {}
}
