package dev.cistern.node.store;

import java.util.List;
import java.util.Optional;

/**
 * A page of a listing.
 *
 * @param objects in order
 * @param commonPrefixes in order
 * @param next what {@link ListCommand#startAfter()} gives the next page; empty when this was the last
 * @param storedOnly why it shows no more than what is stored here; empty where it is whole
 */
public record ListPage(
        List<ObjectInfo> objects, List<String> commonPrefixes, Optional<String> next, Optional<String> storedOnly) {

    /** One that is whole. */
    public ListPage(List<ObjectInfo> objects, List<String> commonPrefixes, Optional<String> next) {
        this(objects, commonPrefixes, next, Optional.empty());
    }

    public ListPage {
        objects = List.copyOf(objects);
        commonPrefixes = List.copyOf(commonPrefixes);
    }
}
